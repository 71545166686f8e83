-- What a learner writes beside a lesson; the last word counts.
create table notes (
    learner text   not null,
    lesson  text   not null,
    text    text   not null,
    at      bigint not null,
    primary key (learner, lesson)
);
