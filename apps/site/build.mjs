/** Bundles the islands; replaced as soon as there are any. */
