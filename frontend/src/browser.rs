//! What browsers run, nothing else.

fn main() {
    frontend::hydrate();
}
