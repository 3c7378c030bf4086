/**
 * Tokens: 256 random bits that whoever has them shows. The store keeps their SHA-256 alone; a hash without salt is enough
 * for a secret that can't be guessed.
 * @module
 */
import { createHash, randomBytes } from 'node:crypto'

/** 43 characters that a URL and a cookie take as they are. */
export const newToken = (): string => randomBytes(32).toString('base64url')

export const hashToken = (token: string): Uint8Array => Uint8Array.from(createHash('sha256').update(token).digest())
