//! What surrounds the prose: head, list of lessons, way to a page, site map, feed, and the pages of a wrong address.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use roxmltree::{Document, Node};
use sampan::course::Lang;
use sampan::site::{Library, Options, Site, Source};
use tempfile::TempDir;

use crate::program::copy;

const BASE: &str = "https://example.org/course";
const LESSON: &str = "docker/volumes.html";

/// A copy of the good course, to be changed.
fn course() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/good"), root.path());
    root
}

fn change(root: &TempDir, file: &str, old: &str, new: &str) {
    let path = root.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(old), "{file}: {old}");
    fs::write(path, text.replacen(old, new, 1)).unwrap();
}

fn site(root: &TempDir, options: &Options) -> Site {
    Library::open(&Source::Dir(root.path().to_owned())).0.build(options)
}

fn published(root: &TempDir) -> Site {
    site(root, &Options { base: Some(BASE.parse().unwrap()), ..Options::default() })
}

fn text(site: &Site, path: &str) -> String {
    let bytes = site.files.get(path).unwrap_or_else(|| panic!("{path} is among {:?}", site.files.keys()));
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The attributes of every element of that name, in order.
fn elements(html: &str, name: &str) -> Vec<BTreeMap<String, String>> {
    let opening = format!("<{name} ");
    let inside = |rest: &str| {
        let mut found = BTreeMap::new();
        let mut rest = rest.split('>').next().unwrap();
        while let Some((key, after)) = rest.split_once("=\"") {
            let (value, after) = after.split_once('"').unwrap();
            let key = key.trim().rsplit(' ').next().unwrap();
            found.insert(key.to_owned(), value.replace("&#x2F;", "/").replace("&amp;", "&"));
            rest = after;
        }
        found
    };
    html.split(&opening).skip(1).map(inside).collect()
}

/// The `href` of each `<link rel="…">`, after its `hreflang`.
fn links(html: &str, rel: &str) -> Vec<(String, String)> {
    let fits = |link: &BTreeMap<String, String>| link["rel"] == rel;
    let pair =
        |link: BTreeMap<String, String>| (link.get("hreflang").cloned().unwrap_or_default(), link["href"].clone());
    elements(html, "link").into_iter().filter(fits).map(pair).collect()
}

fn meta(html: &str, name: &str) -> Option<String> {
    let named = |meta: &BTreeMap<String, String>| meta.get("property").or(meta.get("name")).is_some_and(|n| n == name);
    elements(html, "meta").into_iter().find(named).map(|meta| meta["content"].clone())
}

fn languages(found: &[(String, String)]) -> Vec<(&str, &str)> {
    found.iter().map(|(tag, href)| (tag.as_str(), href.as_str())).collect()
}

#[test]
fn a_page_with_a_known_place_says_who_it_is() {
    let html = text(&published(&course()), "zh-cn/docker/volumes.html");
    let own = "https://example.org/course/zh-cn/docker/volumes.html";
    let source = "https://example.org/course/en/docker/volumes.html";
    assert_eq!(links(&html, "canonical"), [(String::new(), own.to_owned())]);
    let alternates = links(&html, "alternate");
    assert_eq!(languages(&alternates), [("en", source), ("zh-CN", own), ("x-default", source)]);
    for (name, value) in [
        ("og:type", "article"),
        ("og:title", "容器没了，数据还在"),
        ("og:url", own),
        ("og:locale", "zh_CN"),
        ("og:site_name", "A small course"),
        ("twitter:card", "summary"),
    ] {
        assert_eq!(meta(&html, name).as_deref(), Some(value), "{name}");
    }
    assert_eq!(meta(&html, "og:description"), meta(&html, "description"));
    let image = meta(&html, "og:image").unwrap();
    let image = image.strip_prefix("https://example.org/course/").unwrap();
    assert!(published(&course()).files[image].starts_with(b"\x89PNG"), "a card needs a picture that is there");
}

#[test]
fn the_way_to_a_page_is_told_to_readers_and_to_programs() {
    let html = text(&published(&course()), &format!("en/{LESSON}"));
    let trail = html.split("class=\"trail\"").nth(1).unwrap().split("</nav>").next().unwrap();
    let steps: Vec<_> = elements(trail, "a").into_iter().map(|a| a["href"].clone()).collect();
    assert_eq!(steps, ["../index.html", "../index.html#part-docker"]);
    let json = html.split("application/ld+json\">").nth(1).unwrap().split("</script>").next().unwrap();
    let list: serde_json::Value = serde_json::from_str(json).unwrap();
    let items = list["itemListElement"].as_array().unwrap();
    let item = |n: usize| (items[n]["name"].as_str().unwrap(), items[n]["item"].as_str().unwrap());
    assert_eq!(items.len(), 3);
    assert_eq!(item(1), ("Docker", "https://example.org/course/en/#part-docker"));
    assert_eq!(item(2).1, "https://example.org/course/en/docker/volumes.html");
}

/// A folder that may lie anywhere names no address, but still its languages.
#[test]
fn without_a_place_nothing_names_a_whole_address() {
    let site = site(&course(), &Options::default());
    for gone in ["sitemap.xml", "robots.txt", "en/feed.xml"] {
        assert!(!site.files.contains_key(gone), "{gone}");
    }
    let html = text(&site, &format!("en/{LESSON}"));
    assert_eq!((links(&html, "canonical"), meta(&html, "og:url")), (Vec::new(), None));
    assert!(!html.contains("ld+json"));
    let alternates = links(&html, "alternate");
    let relative = |lang: &str| format!("../../{lang}/docker/volumes.html");
    let expected = [("en", relative("en")), ("zh-CN", relative("zh-cn")), ("x-default", relative("en"))];
    assert_eq!(languages(&alternates), expected.each_ref().map(|(tag, href)| (*tag, href.as_str())));
}

#[test]
fn an_untranslated_page_is_its_sources_to_a_search_engine() {
    let root = course();
    fs::remove_file(root.path().join("content/zh-cn/docker/volumes.md")).unwrap();
    let site = published(&root);
    let html = text(&site, "zh-cn/docker/volumes.html");
    let source = "https://example.org/course/en/docker/volumes.html";
    assert_eq!(links(&html, "canonical")[0].1, source);
    assert_eq!(languages(&links(&html, "alternate")), [("en", source), ("x-default", source)]);
    assert!(!text(&site, "sitemap.xml").contains("zh-cn/docker/volumes.html"));
}

fn named<'a>(node: &Node<'a, 'a>, name: &str) -> Vec<Node<'a, 'a>> {
    node.descendants().filter(|child| child.tag_name().name() == name).collect()
}

fn word<'a>(node: &Node<'a, 'a>, name: &str) -> &'a str {
    named(node, name).first().and_then(|child| child.text()).unwrap_or_default()
}

#[test]
fn the_site_map_lists_every_page_in_every_language() {
    let root = course();
    change(&root, "content/en/docker/volumes.md", "minutes: 12", "minutes: 12\nupdated: 2026-11-20");
    let site = published(&root);
    let xml = text(&site, "sitemap.xml");
    let document = Document::parse(&xml).unwrap();
    let urls = named(&document.root(), "url");
    let listed: Vec<_> = urls.iter().map(|url| word(url, "loc")).collect();
    let pages =
        ["", "docker/volumes.html", "glossary.html"].map(|page| ["en/", "zh-cn/"].map(|lang| format!("{lang}{page}")));
    let pages = pages.concat();
    assert_eq!(listed, pages.iter().map(|page| format!("{BASE}/{page}")).collect::<Vec<_>>());
    assert_eq!(urls.iter().map(|url| word(url, "lastmod")).collect::<Vec<_>>(), ["", "", "2026-11-20", "", "", ""]);
    for (url, page) in urls.iter().zip(pages) {
        let file = if page.ends_with('/') { format!("{page}index.html") } else { page.clone() };
        let mut told = links(&text(&site, &file), "alternate");
        told.retain(|(tag, _)| !tag.is_empty());
        assert_eq!(languages_of(url), told, "{page}");
    }
    assert!(text(&site, "robots.txt").contains("\nSitemap: https://example.org/course/sitemap.xml\n"));
}

fn languages_of<'a>(url: &Node<'a, 'a>) -> Vec<(String, String)> {
    let attribute = |link: &Node<'a, 'a>, name: &str| link.attribute(name).unwrap().to_owned();
    named(url, "link").iter().map(|link| (attribute(link, "hreflang"), attribute(link, "href"))).collect()
}

#[test]
fn the_feed_tells_what_changed_and_when() {
    let root = course();
    fs::write(
        root.path().join("content/en/docker/ports.md"),
        "---\nsummary: On & off\nupdated: 2026-11-21\n---\n# P\n",
    )
    .unwrap();
    change(&root, "content/en/SUMMARY.md", "volumes.md)", "volumes.md)\n- [Ports & hosts](docker/ports.md)");
    let dated = "minutes: 12\nupdated: 2026-11-20\nchange: \"A figure, <new>\"";
    change(&root, "content/en/docker/volumes.md", "minutes: 12", dated);
    let site = published(&root);
    let xml = text(&site, "en/feed.xml");
    let document = Document::parse(&xml).unwrap();
    let feed = document.root_element();
    assert_eq!((feed.tag_name().name(), word(&feed, "updated")), ("feed", "2026-11-21T00:00:00Z"));
    let entries = named(&feed, "entry");
    let told: Vec<_> = entries.iter().map(|entry| (word(entry, "title"), word(entry, "summary"))).collect();
    assert_eq!(told, [("Ports & hosts", "On & off"), ("Data that outlives a container", "A figure, <new>")]);
    assert_eq!(word(&entries[1], "id"), "https://example.org/course/en/docker/volumes.html#2026-11-20");
    let front = text(&site, "en/index.html");
    assert!(links(&front, "alternate").contains(&(String::new(), format!("{BASE}/en/feed.xml"))));
    assert!(!site.files.contains_key("zh-cn/feed.xml"), "nothing is dated there");
    assert!(!text(&site, "zh-cn/index.html").contains("atom+xml"));
}

#[test]
fn a_wrong_address_is_answered_in_every_language() {
    let html = text(&published(&course()), "404.html");
    for words in ["There is no such page", "没有这个页面"] {
        assert!(html.contains(words), "{words}");
    }
    // It is shown at any depth, so nothing in it may begin at the page.
    let hrefs = ["a", "link"].into_iter().flat_map(|name| elements(&html, name)).map(|each| each["href"].clone());
    let scripts = elements(&html, "script").into_iter().map(|each| each["src"].clone());
    let all: Vec<_> = hrefs.chain(scripts).collect();
    assert!(all.len() >= 4 && all.iter().all(|link| link.starts_with("/course/")), "{all:?}");
    assert_eq!(meta(&html, "robots").as_deref(), Some("noindex"));
    let plain = text(&site(&course(), &Options::default()), "404.html");
    assert_eq!(elements(&plain, "a")[0]["href"], "en/index.html");
    assert!(!site(&course(), &Options::served()).files.contains_key("404.html"), "a tutor answers by itself");
}

#[test]
fn a_page_can_be_edited_and_reported_where_the_course_is_kept() {
    let root = course();
    let html = text(&site(&root, &Options::default()), &format!("en/{LESSON}"));
    assert!(!html.contains("Edit this page") && !html.contains("Report a problem"));
    let keys = "source = \"en\"\ngit-repository-url = \"https://github.com/me/course\"\n\
                edit-url-template = \"https://github.com/me/course/edit/main/{path}\"";
    change(&root, "book.toml", "source = \"en\"", keys);
    assert_eq!(Library::open(&Source::Dir(root.path().to_owned())).1, []);
    let html = text(&site(&root, &Options::default()), "zh-cn/docker/volumes.html");
    let hrefs: Vec<_> = elements(&html, "a").into_iter().map(|a| a["href"].clone()).collect();
    for address in [
        "https://github.com/me/course/edit/main/content/zh-cn/docker/volumes.md",
        "https://github.com/me/course/issues/new?title=content/zh-cn/docker/volumes.md",
    ] {
        assert!(hrefs.iter().any(|href| href == address), "{address} is among {hrefs:?}");
    }
}

/// A course of two parts with that many lessons each.
fn long(count: usize) -> TempDir {
    let root = course();
    for part in ["first", "second"] {
        let mut list = format!("\n# Part {part}\n\n");
        for n in 0..count {
            list.push_str(&format!("- [Lesson {n}]({part}/l{n}.md)\n"));
            let file = root.path().join(format!("content/en/{part}/l{n}.md"));
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "# Lesson\n").unwrap();
        }
        let summary = root.path().join("content/en/SUMMARY.md");
        fs::write(&summary, fs::read_to_string(&summary).unwrap() + &list).unwrap();
    }
    root
}

fn sidebar(html: &str) -> &str {
    html.split("id=\"parts\"").nth(1).unwrap().split("</nav>").next().unwrap()
}

#[test]
fn the_list_of_lessons_does_not_grow_with_the_course() {
    let case = |count: usize| {
        let site = site(&long(count), &Options { langs: vec![Lang::en()], ..Options::default() });
        let html = text(&site, "en/second/l1.html");
        let list = sidebar(&html);
        assert_eq!(list.matches("aria-current=\"page\"").count(), 1);
        assert!(list.contains("data-lesson=\"second/l1\" aria-current=\"page\""));
        (list.matches("<details open>").count(), list.matches("<details>").count(), list.matches("data-lesson").count())
    };
    assert_eq!(case(4), (3, 0, 9), "all is unfolded");
    assert_eq!(case(10), (1, 2, 21), "the part one reads is unfolded");
    assert_eq!(case(70), (1, 0, 70), "the part one reads is there");
}

#[test]
fn the_front_page_tells_how_to_begin_and_what_there_is() {
    let html = text(&site(&course(), &Options::default()), "en/index.html");
    let content = html.split("id=\"content\"").nth(1).unwrap();
    let begin = elements(content, "a").into_iter().next().unwrap();
    assert_eq!((begin["href"].as_str(), begin.contains_key("data-lesson")), (LESSON, false), "one sees how to begin");
    for words in ["Begin here", "1 lesson<", "1 exercise<", "12 minutes", "id=\"part-docker\"", "class=\"need\">Docker"]
    {
        assert!(html.contains(words), "{words}");
    }
}

/// What a tutor serves and what is published differ where exercises come alive, and nowhere else.
#[test]
fn the_served_page_has_the_same_shell() {
    let [served, published] =
        [Options::served(), Options::default()].map(|options| text(&site(&course(), &options), "en/index.html"));
    // What a server adds, and nothing else differs: a mark, the link to one's progress, and the first visit.
    let cut = |text: &str, from: &str, to: &str| {
        let (before, rest) = text.split_once(from).unwrap_or_else(|| panic!("no `{from}`"));
        let (_, after) = rest.split_once(to).unwrap();
        format!("{before}{after}")
    };
    let bare = cut(&served, " data-served", "");
    let bare = cut(&bare, "<li><a href=\"progress.html\"", "</li>\n");
    let bare = cut(&bare, "<script src=\"../static/welcome.", "</script>\n");
    let bare = cut(&bare, "<div data-welcome", "</div>\n");
    let bare = cut(&bare, "<script type=\"application/json\" class=\"words\">{\"welcome-", "</script>\n");
    let blank = |text: &str| text.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n");
    assert_eq!(blank(&bare), blank(&published));
}
