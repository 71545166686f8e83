//! Code → HTML with colours, when a page is made: no script, and a dozen classes of one letter (pure).
//!
//! The languages are few and their readers short, because a page has to cost microseconds: grammars of an editor took a
//! fifth of a second to wake up for `bash` alone, and a millisecond a block, which a thousand pages cannot afford. A
//! reader says what each byte is; whatever it does not know stays plain, and nothing is ever lost.

mod code;
mod diff;
mod dockerfile;
mod paint;
mod shell;
mod template;
mod yaml;

use super::near::known;
use paint::Paint;

/// A language that is coloured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Language {
    #[default]
    Plain,
    Shell,
    Dockerfile,
    Yaml,
    /// Go templates in YAML, as Helm has them.
    Template,
    Json,
    Toml,
    Rust,
    Python,
    Go,
    JavaScript,
    Diff,
}

/// Every name that a block may have. A session (`console`) is taken apart before it comes here.
const NAMES: &[(&str, Language)] = &[
    ("console", Language::Shell),
    ("bash", Language::Shell),
    ("sh", Language::Shell),
    ("shell", Language::Shell),
    ("dockerfile", Language::Dockerfile),
    ("yaml", Language::Yaml),
    ("yml", Language::Yaml),
    ("helm", Language::Template),
    ("gotmpl", Language::Template),
    ("go-template", Language::Template),
    ("json", Language::Json),
    ("toml", Language::Toml),
    ("ini", Language::Toml),
    ("rust", Language::Rust),
    ("python", Language::Python),
    ("go", Language::Go),
    ("javascript", Language::JavaScript),
    ("typescript", Language::JavaScript),
    ("diff", Language::Diff),
    ("text", Language::Plain),
    ("", Language::Plain),
];

/// The language of that name; `Err` says what to do.
pub(super) fn language(name: &str) -> Result<Language, String> {
    let found = NAMES.iter().find(|(known, _)| *known == name).map(|(_, language)| *language);
    found.ok_or_else(|| {
        let names = NAMES.iter().map(|(name, _)| *name).filter(|name| !name.is_empty());
        known(name, names, "").replace(" …", ", `text`")
    })
}

/// The name of a file's language, by what its name ends with.
pub(super) fn of_file(path: &str) -> &'static str {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    let ending = name.rsplit_once('.').map_or(name, |(_, ending)| ending);
    match ending {
        "yaml" | "yml" | "tpl" if path.contains("templates/") => "helm",
        "Dockerfile" => "dockerfile",
        "rs" => "rust",
        "py" => "python",
        "js" => "javascript",
        "patch" => "diff",
        _ if name.starts_with("Dockerfile.") => "dockerfile",
        other => NAMES.iter().find(|(known, _)| *known == other).map_or("text", |(known, _)| known),
    }
}

/// The lines of a code block as HTML; each is whole in itself.
pub(super) fn lines(language: Language, text: &str) -> Vec<String> {
    let mut paint = Paint::of(text);
    match language {
        Language::Plain => {}
        Language::Shell => shell::read(&mut paint, 0..text.len()),
        Language::Dockerfile => dockerfile::read(&mut paint),
        Language::Yaml => yaml::read(text, &mut paint),
        Language::Template => template::read(&mut paint),
        Language::Json => code::read(&mut paint, 0..text.len(), &code::JSON),
        Language::Toml => code::read(&mut paint, 0..text.len(), &code::TOML),
        Language::Rust => code::read(&mut paint, 0..text.len(), &code::RUST),
        Language::Python => code::read(&mut paint, 0..text.len(), &code::PYTHON),
        Language::Go => code::read(&mut paint, 0..text.len(), &code::GO),
        Language::JavaScript => code::read(&mut paint, 0..text.len(), &code::JAVASCRIPT),
        Language::Diff => diff::read(&mut paint),
    }
    paint.lines()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A block with each piece that has a colour in `⟦class:…⟧`.
    fn drawn(language: Language, text: &str) -> String {
        let html = lines(language, text).join("\n").replace("</span>", "⟧");
        let html = html.replace("<span class=\"", "⟦").replace("\">", ":");
        html.replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&gt;", ">")
            .replace("&lt;", "<")
            .replace("&amp;", "&")
    }

    #[track_caller]
    fn case(language: Language, text: &str, expected: &str) {
        assert_eq!(drawn(language, text), expected);
    }

    /// A reader that took none of them would stand still.
    #[test]
    fn blanks_of_every_kind_are_passed_over() {
        for language in [Language::Shell, Language::Dockerfile, Language::Yaml, Language::Template, Language::Go] {
            assert_eq!(lines(language, "ls\r-l\r \u{b}\u{c}\t\u{85}x \r").len(), 1);
        }
    }

    #[test]
    fn shell() {
        case(
            Language::Shell,
            "docker run -d --name web \"$IMAGE\" | grep -v x  # why",
            "⟦f:docker⟧ run ⟦y:-d --name⟧ web ⟦s:\"⟧⟦v:$IMAGE⟧⟦s:\"⟧ | ⟦f:grep⟧ ⟦y:-v⟧ x  ⟦c:# why⟧",
        );
        case(
            Language::Shell,
            "for i in 1 2; do A=$(cat x) echo ${i}; done",
            "⟦k:for⟧ i ⟦k:in⟧ 1 2; ⟦k:do⟧ ⟦v:A⟧=$(⟦f:cat⟧ x) ⟦f:echo⟧ ⟦v:${i}⟧; ⟦k:done⟧",
        );
        case(
            Language::Shell,
            "cat > x <<'EOF'\na $b # c\nEOF\necho 'a\nb' a#b",
            "⟦f:cat⟧ > x <<⟦s:'EOF'⟧\n⟦s:a $b # c⟧\n⟦s:EOF⟧\n⟦f:echo⟧ ⟦s:'a⟧\n⟦s:b'⟧ a#b",
        );
    }

    #[test]
    fn dockerfile() {
        case(
            Language::Dockerfile,
            "# syntax\nFROM rust:1 AS build\nCOPY --from=build /a /b\nENV A=1 B=\"x\"\nRUN make \\\n  && ls -l\nCMD [\"/x\", \"$A\"]",
            "⟦c:# syntax⟧\n⟦k:FROM⟧ rust:1 ⟦k:AS⟧ build\n⟦k:COPY⟧ ⟦y:--from⟧=build /a /b\n⟦k:ENV⟧ ⟦y:A⟧=1 ⟦y:B⟧=⟦s:\"x\"⟧\n⟦k:RUN⟧ ⟦f:make⟧ \\\n  && ⟦f:ls⟧ ⟦y:-l⟧\n⟦k:CMD⟧ [⟦s:\"/x\"⟧, ⟦s:\"$A\"⟧]",
        );
    }

    #[test]
    fn yaml() {
        case(
            Language::Yaml,
            "---\na: 1 # one\nb: \"x: y\"\n- c: true\n  d: {e: no text, f: [1, g]}\n\"h\": &i v\nurl: http://x:80/#a\n",
            "⟦h:---⟧\n⟦y:a⟧: ⟦n:1⟧ ⟦c:# one⟧\n⟦y:b⟧: ⟦s:\"x: y\"⟧\n- ⟦y:c⟧: ⟦n:true⟧\n  ⟦y:d⟧: {⟦y:e⟧: no text, ⟦y:f⟧: [⟦n:1⟧, g]}\n⟦y:\"h\"⟧: ⟦v:&i⟧ v\n⟦y:url⟧: http://x:80/#a",
        );
        case(
            Language::Yaml,
            "a: |\n  b: c\n\n  # d\ne: >-\n  f\ng: 1",
            "⟦y:a⟧: ⟦k:|⟧\n  ⟦s:b: c⟧\n\n  ⟦s:# d⟧\n⟦y:e⟧: ⟦k:>-⟧\n  ⟦s:f⟧\n⟦y:g⟧: ⟦n:1⟧",
        );
    }

    #[test]
    fn a_template_leaves_the_yaml_around_it_as_it_is() {
        case(
            Language::Template,
            "a: {{ .Values.x | quote }}\n{{- if not .Values.y }}\nb: \"{{ printf \"%s\" $z }}:x\"\n{{- end }}{{/* no\nmore */}}\nc: 1",
            "⟦y:a⟧: ⟦t:{{⟧ ⟦v:.Values.x⟧ | ⟦f:quote⟧ ⟦t:}}⟧\n⟦t:{{-⟧ ⟦k:if⟧ ⟦f:not⟧ ⟦v:.Values.y⟧ ⟦t:}}⟧\n⟦y:b⟧: ⟦s:\"⟧⟦t:{{⟧ ⟦f:printf⟧ ⟦s:\"%s\"⟧ ⟦v:$z⟧ ⟦t:}}⟧⟦s::x\"⟧\n⟦t:{{-⟧ ⟦k:end⟧ ⟦t:}}⟧⟦c:{{/* no⟧\n⟦c:more */}}⟧\n⟦y:c⟧: ⟦n:1⟧",
        );
    }

    #[test]
    fn code_and_data() {
        case(
            Language::Json,
            "{\"a\": [1, -2.5e3, null, \"b\"]}",
            "{⟦y:\"a\"⟧: [⟦n:1⟧, ⟦n:-2.5e3⟧, ⟦n:null⟧, ⟦s:\"b\"⟧]}",
        );
        case(
            Language::Toml,
            "[a.b] # c\nd = \"e\"\nf-g = [1, true]\nh = '''\ni\n'''",
            "⟦t:[a.b]⟧ ⟦c:# c⟧\n⟦y:d⟧ = ⟦s:\"e\"⟧\n⟦y:f-g⟧ = [⟦n:1⟧, ⟦n:true⟧]\n⟦y:h⟧ = ⟦s:'''⟧\n⟦s:i⟧\n⟦s:'''⟧",
        );
        case(
            Language::Rust,
            "fn a<'b>(x: &'b str) -> Vec<u8> { b'c'; r#\"d\"#; println!(\"{x}\"); 1_0u8 /* e\n*/ }",
            "⟦k:fn⟧ ⟦f:a⟧<⟦v:'b⟧>(x: &⟦v:'b⟧ ⟦t:str⟧) -> ⟦t:Vec⟧<⟦t:u8⟧> { ⟦s:b'c'⟧; ⟦s:r#\"d\"#⟧; ⟦f:println!⟧(⟦s:\"{x}\"⟧); ⟦n:1_0u8⟧ ⟦c:/* e⟧\n⟦c:*/⟧ }",
        );
        case(
            Language::Python,
            "def f(x):  # y\n    return None if x else f\"{x}\" \"\"\"a\nb\"\"\"",
            "⟦k:def⟧ ⟦f:f⟧(x):  ⟦c:# y⟧\n    ⟦k:return⟧ ⟦n:None⟧ ⟦k:if⟧ x ⟦k:else⟧ ⟦s:f\"{x}\" \"\"\"a⟧\n⟦s:b\"\"\"⟧",
        );
        case(
            Language::Diff,
            "--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n z",
            "⟦h:--- a⟧\n⟦h:+++ b⟧\n⟦h:@@ -1 +1 @@⟧\n⟦d:-x⟧\n⟦i:+y⟧\n z",
        );
    }

    #[test]
    fn names_are_known_or_something_is_near() {
        assert_eq!(language("yaml"), Ok(Language::Yaml));
        assert_eq!(language("ymal"), Err("did you mean `yaml`?".to_owned()));
        assert_eq!(
            ["a/web.yml", "Dockerfile", "shop/templates/a.yaml", "b.html"].map(of_file),
            ["yml", "dockerfile", "helm", "text"]
        );
        assert!(language("cobol").unwrap_err().ends_with("`text`"));
    }

    #[test]
    fn nothing_is_lost_and_nothing_takes_long() {
        let pieces = [
            "\"", "'", "{{", "`", "<<E\n", "$(", "${", "/*", "a: ", "- ", "|\n", "\\", "卷", "[", "'''", "r#\"",
            "{{}}", "\"\n\" ", "ONBUILD ", "RUN \\\n", "#",
        ];
        for (_, language) in NAMES {
            for piece in pieces {
                let text = format!("a{}", piece.repeat(10_000));
                let begun = std::time::Instant::now();
                let html = lines(*language, &text).join("\n");
                let bare = drawn_bare(&html);
                assert_eq!(bare.trim_end_matches('\n'), text.trim_end_matches('\n'), "{language:?} {piece:?}");
                assert!(begun.elapsed().as_secs() < 5, "{language:?} {piece:?}");
            }
        }
    }

    fn drawn_bare(html: &str) -> String {
        let mut out = String::new();
        for piece in html.split('<') {
            out.push_str(if out.is_empty() && !html.starts_with('<') {
                piece
            } else {
                piece.split_once('>').map_or(piece, |(_, text)| text)
            });
        }
        out.replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&gt;", ">")
            .replace("&lt;", "<")
            .replace("&amp;", "&")
    }
}
