//! What pages look like, in small: kinds of page × languages × themes × widths, one pixel for sixteen.
//!
//! So small, a changed word is nothing and a box that has moved is a lot. The pages are those of the fixture course, which
//! seldom changes. `SAMPAN_PICTURES=take` takes the pictures anew: look at them before they are committed.

use std::fs;
use std::path::{Path, PathBuf};

use chromiumoxide::cdp::browser_protocol::page::Viewport;
use chromiumoxide::page::ScreenshotParams;

use crate::program::House;
use crate::tab::Tab;

/// Pixels of the page for one of the picture.
const SCALE: f64 = 1.0 / 16.0;
/// A pixel that differs by more, of 255 a colour, is another one.
const NEAR: u8 = 48;
/// So many may be others, of a hundred: two fonts of one size break lines differently.
const MAY_DIFFER: usize = 8;

const KINDS: [&str; 5] = ["index", "docker/volumes", "glossary", "404", "single"];

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/pictures")
}

/// Width and height, and three bytes a pixel.
fn pixels(picture: &[u8]) -> (u32, u32, Vec<u8>) {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(picture));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    bytes.truncate(info.buffer_size());
    let of = match info.color_type {
        png::ColorType::Rgb => 3,
        png::ColorType::Rgba => 4,
        other => panic!("a picture in {other:?}"),
    };
    (info.width, info.height, bytes.chunks(of).flat_map(|pixel| pixel[..3].to_vec()).collect())
}

/// How many of a hundred pixels are others.
fn differing(taken: &[u8], kept: &[u8]) -> usize {
    let ((width, height, taken), (kept_width, kept_height, kept)) = (pixels(taken), pixels(kept));
    assert_eq!((width, height), (kept_width, kept_height));
    let is_other = |(a, b): &(&[u8], &[u8])| a.iter().zip(*b).any(|(a, b)| a.abs_diff(*b) > NEAR);
    taken.chunks(3).zip(kept.chunks(3)).filter(is_other).count() * 100 / (width * height) as usize
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_look_as_they_did() {
    let house = House::new();
    let course = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/good");
    house.well(&["build", "--single", "--course", course.to_str().unwrap(), "--out", "site"]);
    let taking = std::env::var("SAMPAN_PICTURES").is_ok_and(|wish| wish == "take");
    let tab = Tab::open("about:blank").await;
    let mut wrong = Vec::new();
    for (theme, width) in [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)] {
        tab.look(theme, width).await;
        let whole = Viewport { x: 0.0, y: 0.0, width: width as f64, height: 1600.0, scale: SCALE };
        for (lang, kind) in ["en", "zh-cn"].iter().flat_map(|lang| KINDS.map(|kind| (lang, kind))) {
            tab.goto(&format!("file://{}", house.path(&format!("site/{lang}/{kind}.html")).display())).await;
            tab.until("document.readyState === 'complete'").await;
            let wish = ScreenshotParams::builder().clip(whole.clone()).capture_beyond_viewport(true).build();
            let taken = tab.page.screenshot(wish).await.unwrap();
            let name = format!("{lang}-{}-{theme}-{width}.png", kind.replace('/', "-"));
            if taking {
                fs::create_dir_all(home()).unwrap();
                fs::write(home().join(&name), &taken).unwrap();
                continue;
            }
            let kept = fs::read(home().join(&name)).unwrap_or_else(|e| panic!("{name}: {e}"));
            let share = differing(&taken, &kept);
            if share > MAY_DIFFER {
                wrong.push(format!("{name}: {share} % look different"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\nif that is meant: SAMPAN_PICTURES=take, and look at them", wrong.join("\n"));
}
