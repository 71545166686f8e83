//! The first lesson stays light, whatever is added to a page: 40 KB in six requests, 300 KB with all of its workbench open.

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

        let opened = Weight::opened(program.port, &format!("{lang}/docker/volumes.html"));
        let kilobytes = opened.bytes() as f64 / 1024.0;
        assert!(opened.parts.iter().any(|(path, _)| path.contains("codemirror")), "{:?}", opened.parts);
        assert!(kilobytes <= 300.0, "{lang}, opened: {kilobytes:.1} KB: {:?}", opened.parts);
    }
}
