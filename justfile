# Everything a person does here. `./deploy/just RECIPE` brings what is needed; your own `just` works as well.

# What is given to a recipe reaches the program as it was given, spaces and all.
set positional-arguments

# Through cargo, which knows where it puts what it builds.
newsreel := "cargo run --quiet --package newsreel --"

# List the recipes
default:
    @just --list --unsorted

# Import a real story into a private server and show the brief, the state and a slice of the history
demo *ARGS:
    @{{newsreel}} demo "$@"

# Run everything on this machine until Ctrl-C: a nats-server and all services
up *ARGS:
    @{{newsreel}} up "$@"

# Run one service: desk, projector, notary or web
serve ROLE *ARGS:
    @{{newsreel}} serve "$@"

# Import stories from files
import +FILES:
    @{{newsreel}} import "$@"

# Submit updates from files, each document as one submission
submit +FILES:
    @{{newsreel}} submit "$@"

# Record one update without a file, for example: just add my-story meeting.confirmed the-meeting --source kremlin
add +ARGS:
    @{{newsreel}} add "$@"

# What we know about a story
brief SLUG *ARGS:
    @{{newsreel}} brief "$@"

# Live updates
watch *ARGS:
    @{{newsreel}} watch "$@"

# The history, in order, as it was recorded
replay *ARGS:
    @{{newsreel}} replay "$@"

# The story of a disputed publication: what was known then, the proof, and a tampered copy found
audit *ARGS:
    @{{newsreel}} audit demo "$@"

# Build the program
build:
    @cargo build --quiet --package newsreel

# Run every test
test *ARGS: build
    cargo test --workspace "$@"

# Formatting, lints, links in the documentation, and which part may know which
lint:
    cargo fmt --all --check
    cargo clippy --quiet --workspace --all-targets -- --deny warnings
    RUSTDOCFLAGS="--deny warnings" cargo doc --quiet --workspace --no-deps --document-private-items
    ./deploy/check-dependencies
    ./deploy/check-rooms --self-test
    ./deploy/check-rooms

# Measure against bare JetStream in the same run, and the services: [UPDATES [STORIES [LARGE]]] [core|bulk|services|submits|audit|web]
bench *ARGS:
    cargo build --quiet --release --package newsreel
    cargo run --quiet --release --package newsreel-tests --bin newsreel-bench -- "$@"

# What continuous integration runs
ci: lint test
