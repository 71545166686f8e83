# One line a recipe: each calls what `tests/run` and `.ci/run` call.

# what compiles
check:
    cargo check --all-targets

# everything that this machine can test
test:
    tests/run

# tests without engines and browser
quick:
    cargo test

# the course on this machine's own engines
content:
    cargo run -- verify

fmt:
    cargo fmt

lint:
    cargo clippy --all-targets --all-features -- -D warnings

docs:
    cargo doc --no-deps --document-private-items

deny:
    cargo deny check bans licenses sources

serve:
    cargo run --release

build:
    cargo run --release -- build --out site

# start-up, page weight, memory, checks and ticks, measured
bench:
    cargo bench

ci:
    .ci/run
