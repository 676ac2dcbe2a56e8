# Everything a person does here. `./deploy/just RECIPE` brings what is needed; your own `just` works as well.

newsreel := "cargo run --quiet --package newsreel --"

# List the recipes
default:
    @just --list --unsorted

# Import a real story into a private server and show the brief, the state and a slice of the history
demo *ARGS: build
    @target/debug/newsreel demo {{ARGS}}

# Run everything on this machine until Ctrl-C: a nats-server and all services
up *ARGS: build
    @target/debug/newsreel up {{ARGS}}

# Run one service: desk or projector
serve ROLE *ARGS:
    {{newsreel}} serve {{ROLE}} {{ARGS}}

# Import stories from files
import +FILES:
    {{newsreel}} import {{FILES}}

# Submit updates from files, each file as one
submit +FILES:
    {{newsreel}} submit {{FILES}}

# What we know about a story
brief SLUG *ARGS:
    {{newsreel}} brief {{SLUG}} {{ARGS}}

# Live updates
watch *ARGS:
    {{newsreel}} watch {{ARGS}}

# The history, in order, as it was recorded
replay *ARGS:
    {{newsreel}} replay {{ARGS}}

# Build the program
build:
    @cargo build --quiet --package newsreel

# Run every test
test *ARGS: build
    cargo test --workspace {{ARGS}}

# Formatting, lints, and which part may know which
lint:
    cargo fmt --all --check
    cargo clippy --quiet --workspace --all-targets -- --deny warnings
    ./deploy/check-dependencies
    ./deploy/check-rooms --self-test
    ./deploy/check-rooms

# Measure against bare JetStream in the same run
bench *ARGS:
    cargo build --quiet --release --package newsreel --package newsreel-tests
    target/release/newsreel-bench {{ARGS}}

# What continuous integration runs
ci: lint test
