//! The newsreel program.
fn main() {}
