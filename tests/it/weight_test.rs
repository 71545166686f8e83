//! The first lesson stays light, whatever is added to a page: 40 KB in six requests.

use crate::program::Program;
use crate::weight::Weight;

#[test]
fn the_first_lesson_is_40_kb_in_six_requests() {
    let program = Program::serve();
    for lang in ["en", "zh-cn"] {
        let weight = Weight::of(program.port, &format!("{lang}/docker/volumes.html"));
        let kilobytes = weight.bytes() as f64 / 1024.0;
        // A browser asks for the icon as well, which the page names.
        assert!((3..=6).contains(&weight.parts.len()), "{lang}: {:?}", weight.parts);
        assert!(kilobytes <= 40.0, "{lang}: {kilobytes:.1} KB: {:?}", weight.parts);
    }
}
