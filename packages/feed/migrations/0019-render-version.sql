-- What made a comment's HTML out of its Markdown. HTML that an older renderer made is never shown, but made anew.
alter table comments add column render_version int not null default 0;
create index comments_rendered on comments (render_version, id);
