-- Which papers say something of a paper: of a hundred thousand, those of the catalogue.
create index papers_related on papers using gin (related jsonb_path_ops) where related <> '[]';
