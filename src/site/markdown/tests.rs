//! Markdown as lessons write it, and what becomes of it.

use super::{Around, Body, CARD_MARK, page};
use crate::course::Lang;
use crate::site::include::Included;
use crate::site::load::Tree;

fn read(text: &str) -> Body {
    read_with(text, false)
}

fn read_with(text: &str, html: bool) -> Body {
    let around = Around { tree: &Tree::default(), html };
    page(&Included::of("content/zh-cn/x.md", text), 0, &Lang::new("zh-cn"), around)
}

#[track_caller]
fn case(text: &str, html: &str) {
    let body = read(text);
    assert_eq!(body.problems, []);
    assert_eq!(body.html.trim(), html);
}

#[track_caller]
fn refused(text: &str, line: usize, words: &str) {
    let problems = read(text).problems;
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].line == line && problems[0].words.contains(words), "{problems:?}");
}

#[test]
fn a_line_end_between_han_is_no_space() {
    case("数据\n卷", "<p>数据卷</p>");
    case("第一句。\nDocker 很好", "<p>第一句。Docker 很好</p>");
    case("**数据**\n卷", "<p><strong>数据</strong>卷</p>");
    case("用 `docker`\n运行", "<p>用 <code>docker</code>\n运行</p>");
    case("two\nwords", "<p>two\nwords</p>");
}

#[test]
fn a_remark_has_the_bold_first_line_as_its_title() {
    let html = "<aside class=\"note warning\">\n<p class=\"note-title\">Careful</p>\n<p>Text</p>\n</aside>";
    case("> [!WARNING]\n> **Careful**\n> Text", html);
    let html = "<aside class=\"note note\">\n<p class=\"note-title\">";
    assert!(read("> [!NOTE]\n> Text **bold**").html.starts_with(html));
    refused("> [!WARNING] Title\n> Text", 1, "no remark");
    refused("> [!CAUTION]\n> Text", 1, "no remark");
}

#[test]
fn r23_html_is_shown_as_text_and_reported() {
    refused("a <b>c", 1, "HTML");
    refused("x\n\n<script>alert(1)</script>\n", 3, "HTML");
    assert!(!read("<script>alert(1)</script>").html.contains("<script"));
    assert!(!read("a <img src=x onerror=alert(1)> b").html.contains("<img"));
    case("a <!-- remark --> b", "<p>a  b</p>");
}

#[test]
fn html_of_any_depth_is_read_in_time_and_told() {
    let begun = std::time::Instant::now();
    let body = read_with(&format!("# T\n\n{}\n", "<details open>".repeat(20_000)), true);
    assert!(begun.elapsed() < std::time::Duration::from_secs(5), "{:?}", begun.elapsed());
    assert!(body.problems.iter().any(|problem| problem.words.contains("swallows")), "{:?}", body.problems);
}

#[test]
fn links_lead_to_pages_and_nowhere_strange() {
    case("[a](other.md#x)", "<p><a href=\"other.html#x\">a</a></p>");
    case("[a](https://x.test/?a=1&b=2)", "<p><a href=\"https://x.test/?a=1&amp;b=2\" rel=\"noopener\">a</a></p>");
    for link in
        ["javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "//evil.test", "/etc/passwd", "file:///x"]
    {
        refused(&format!("[a]({link})"), 1, "cannot be linked");
    }
    refused("[a](javascript&#58;alert(1))", 1, "cannot be linked");
}

#[test]
fn headings_have_ids_of_their_own() {
    let body = read("# 题\n\n## 卷 `x` {#volumes}\n");
    assert_eq!(body.heading.as_deref(), Some("题"));
    assert_eq!((body.headings[0].id.as_str(), body.headings[0].text.as_str()), ("volumes", "卷 x"));
    refused("## 卷\n", 1, "no id");
    refused("## a {#x}\n\n## b {#x}\n", 3, "already");
    refused("## a {#X\"}\n", 1, "no id");
}

#[test]
fn cards_stand_alone() {
    let body = read("{{#figure a}}\n{{#exercise docker/x}}\n");
    assert_eq!(body.cards.iter().map(|card| card.name.as_str()).collect::<Vec<_>>(), ["a", "docker/x"]);
    assert_eq!((body.html.matches(CARD_MARK).count(), body.cards[1].place.line), (2, 2));
    refused("text {{#quiz x}}", 1, "by itself");
    refused("{{#exercize docker/x}}", 1, "no card");
}

#[test]
fn one_space_stands_between_han_and_latin_outside_of_what_it_belongs_to() {
    case("用Docker运行", "<p>用 Docker 运行</p>");
    case("用`docker`运行", "<p>用 <code>docker</code> 运行</p>");
    case("用**Docker**运行", "<p>用 <strong>Docker</strong> 运行</p>");
    case("见[Docker](https://x.test)文档", "<p>见 <a href=\"https://x.test\" rel=\"noopener\">Docker</a> 文档</p>");
    case("端口（`port`）， **80** 。", "<p>端口（<code>port</code>），<strong>80</strong>。</p>");
    case("`a`卷\n\nb卷", "<p><code>a</code> 卷</p>\n<p>b 卷</p>");
    assert_eq!(read("## 用Docker {#x}\n").headings[0].text, "用 Docker");
}

#[test]
fn what_is_not_bold_is_named() {
    refused("**注意：**正文", 1, "bold");
    case("**注意**：正文 \\*\\* `a**b`", "<p><strong>注意</strong>：正文 ** <code>a**b</code></p>");
}

#[test]
fn footnotes_lead_there_and_back() {
    let body = read("一[^b]二[^a]三[^b]\n\n[^a]: 甲\n[^b]: 乙\n");
    assert_eq!(body.problems, []);
    let html = body.html;
    assert!(html.contains("<a id=\"fnref-1\" href=\"#fn-1\" aria-label=\"脚注 1\">1</a></sup>二"), "{html}");
    assert!(
        html.contains("<li id=\"fn-1\"><p>乙 <a class=\"back\" href=\"#fnref-1\" aria-label=\"回到脚注 1"),
        "{html}"
    );
    assert!(html.contains("href=\"#fnref-1-2\"") && html.contains("<li id=\"fn-2\"><p>甲"), "{html}");
    refused("a[^x] b", 1, "no footnote `x`");
    refused("a\n\n[^x]: b", 3, "footnote `x`");
}

#[test]
fn a_piece_of_a_page_has_footnotes_of_its_own() {
    let html = super::render("a[^1]\n\n[^1]: b", &Lang::en(), "");
    assert!(!html.contains("id=\"fn-1\"") && html.contains("-fn-1\"><p>b"), "{html}");
}

#[test]
fn tables_have_classes_and_no_style() {
    let html = read("| a | b |\n|--:|:-:|\n| 1 | 2 |\n").html;
    assert!(html.contains("<th class=\"right\">a</th><th class=\"middle\">b</th>"), "{html}");
    assert!(html.contains("<td class=\"right\">1</td>") && !html.contains("style"), "{html}");
}

#[test]
fn pictures_are_files_of_the_course_and_say_what_they_show() {
    refused("![a](https://x.test/a.png)", 1, "no file of the course");
    refused("![a](a.png)", 1, "there is no `content/zh-cn/a.png`");
    refused("![a](../../book.toml)", 1, "leads out");
    refused("![a](a.exe)", 1, "no picture");
    let svg = "<svg viewBox=\"0 0 3 4\"/>".to_owned();
    let tree: Tree = [("content/zh-cn/b/a.svg".to_owned(), svg)].into_iter().collect();
    let around = Around { tree: &tree, html: true };
    let page = |text| page(&Included::of("content/zh-cn/x.md", text), 0, &Lang::en(), around);
    let body = page("![a \"b\"](b/a.svg)");
    assert_eq!(body.problems, []);
    let tail = "alt=\"a &quot;b&quot;\" width=\"3\" height=\"4\" loading=\"lazy\"></p>";
    assert!(
        body.html.starts_with("<p><img src=\"<!--base-->../static/pictures/a.") && body.html.trim().ends_with(tail)
    );
    assert!(page("![](b/a.svg)").problems[0].words.contains("no text"));
}

#[test]
fn html_where_it_is_allowed_is_tamed_and_ours_is_not() {
    let body = read_with(
        "<details>\n<summary>S</summary>\n\n**b** <kbd>K</kbd> [l](x.md)\n\n</details>\n\n{{#quiz a}}\n",
        true,
    );
    assert_eq!(body.problems, []);
    let html = "<details>\n<summary>S</summary>\n<p><strong>b</strong> <kbd>K</kbd> <a href=\"x.html\">l</a></p>\n</details>\n";
    assert_eq!(body.html.trim(), format!("{html}{CARD_MARK}"));
    let body = read_with("a <b onclick=x>c</b> <script>d</script>\n\n## <i onclick=x>e</i> {#e}\n", true);
    assert!(!body.html.contains("onclick") && !body.html.contains("script"), "{}", body.html);
    assert!(!body.headings[0].html.contains("onclick"));
    assert_eq!(body.problems.len(), 3, "{:?}", body.problems);
    let body = read_with("<div title=\"\n\n[l](<https://x.test/ onmouseover=alert(1) y>)\n\n\">\n", true);
    assert!(!body.html.contains("onmouseover"), "{}", body.html);
    assert!(body.problems.iter().any(|problem| problem.words.contains("swallows")), "{:?}", body.problems);
    let text = "| a |\n|--:|\n| 1 |\n\n- [ ] x\n\n> [!NOTE]\n> y\n\n```yaml\na: 1\n```\n\nz[^1]\n\n[^1]: n\n";
    let (off, on) = (read(text).html, read_with(text, true).html);
    assert_eq!(on.split_whitespace().collect::<String>(), off.split_whitespace().collect::<String>());
}

#[test]
fn w6_hostile_nesting_ends_soon() {
    let hostile = [
        ("[", 100_000),
        ("> ", 20_000),
        ("*a ", 50_000),
        ("`", 100_000),
        ("|", 100_000),
        ("[a](b) ", 50_000),
        ("[a](b)\n", 50_000),
        ("<i>", 50_000),
        ("<div>\n\n", 50_000),
        ("{{#x y}}\n", 50_000),
        ("## a\n", 50_000),
        ("- ", 5_000),
        ("**", 50_000),
        ("卷a", 50_000),
        ("[^a]: b\n\n", 20_000),
        ("[^a]", 50_000),
        ("{{#include", 50_000),
        ("```x\n", 50_000),
    ];
    for (piece, times) in hostile {
        let begun = std::time::Instant::now();
        read(&piece.repeat(times));
        assert!(begun.elapsed().as_secs() < 10, "{piece:?} {times} times");
    }
}
