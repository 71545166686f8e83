-- What Sampan remembers. One text for SQLite and PostgreSQL: TEXT and BIGINT only, times in milliseconds UTC, handed in.

-- A learner's world for one exercise, from the wish to have it until it is taken down.
create table starts (
    learner    text   not null,
    exercise   text   not null,
    sequence   bigint not null,
    namespace  text   not null,
    workspace  text   not null,
    started_at bigint not null,
    -- Set-up was done then; none while it is under way or was cut short.
    begun_at   bigint,
    stopped_at bigint,
    primary key (learner, exercise, sequence)
);

create unique index starts_open on starts (learner, exercise) where stopped_at is null;

-- What the sandbox is about to make, written before each deed, so that nothing can be made and forgotten.
create table made (
    learner  text   not null,
    exercise text   not null,
    start    bigint not null,
    sequence bigint not null,
    deed     text   not null,
    at       bigint not null,
    primary key (learner, exercise, start, sequence)
);

-- Only ever added to: a row when a check's outcome changes, and one of check '*' when all passed for the first time.
create table attempts (
    learner  text   not null,
    exercise text   not null,
    sequence bigint not null,
    check_id text   not null,
    outcome  text   not null,
    -- What was found, as JSON.
    finding  text,
    at       bigint not null,
    primary key (learner, exercise, sequence)
);

create index attempts_by_check on attempts (learner, exercise, check_id, sequence);
create unique index attempts_solved on attempts (learner, exercise) where check_id = '*';

create table hints (
    learner  text   not null,
    exercise text   not null,
    number   bigint not null,
    at       bigint not null,
    primary key (learner, exercise, number)
);

create table solutions (
    learner  text   not null,
    exercise text   not null,
    at       bigint not null,
    primary key (learner, exercise)
);

-- What the learner typed for a check; the last word counts.
create table answers (
    learner  text   not null,
    exercise text   not null,
    check_id text   not null,
    answer   text   not null,
    at       bigint not null,
    primary key (learner, exercise, check_id)
);

-- Only ever added to.
create table quiz_answers (
    learner    text   not null,
    quiz       text   not null,
    question   text   not null,
    sequence   bigint not null,
    -- As JSON.
    answer     text   not null,
    right_given bigint not null,
    at         bigint not null,
    primary key (learner, quiz, question, sequence)
);

create table settings (
    key   text primary key,
    value text not null
);
