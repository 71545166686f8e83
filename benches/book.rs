//! A course of any size in two languages, like a real one in what a page holds, and the same at each run.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Lessons of a part.
const PART: usize = 25;

/// Writes a course of so many lessons into a folder.
pub(crate) fn write(root: &Path, lessons: usize) {
    fs::create_dir_all(root.join("exercises")).unwrap();
    fs::write(
        root.join("book.toml"),
        "[book]\ntitle = \"Measured\"\nsrc = \"content\"\n\n[output.sampan]\nsource = \"en\"\n\
         languages = { en = \"English\", zh-cn = \"简体中文\" }\n",
    )
    .unwrap();
    for (lang, words) in [("en", &EN), ("zh-cn", &ZH)] {
        let content = root.join("content").join(lang);
        let mut summary = "# Summary\n".to_owned();
        for n in 0..lessons {
            let path = content.join(format!("{}.md", name(n)));
            if n % PART == 0 {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                let _ = write!(summary, "\n# {} {}\n\n", words.part, n / PART + 1);
            }
            let _ = writeln!(summary, "- [{} {n}]({}.md)", words.lesson, name(n));
            fs::write(path, page(n, lessons, words)).unwrap();
        }
        fs::write(content.join("SUMMARY.md"), summary).unwrap();
    }
}

/// `part-3/lesson-81`
pub(crate) fn name(n: usize) -> String {
    format!("part-{}/lesson-{n}", n / PART + 1)
}

struct Words {
    part: &'static str,
    lesson: &'static str,
    section: &'static str,
    joint: &'static str,
    end: &'static str,
    words: [&'static str; 24],
}

const EN: Words = Words {
    part: "Part",
    lesson: "Lesson",
    section: "What happens in step",
    joint: " ",
    end: ". ",
    words: [
        "a container",
        "starts",
        "from an image",
        "and writes",
        "into",
        "its own layer",
        "while",
        "the volume",
        "stays",
        "where it is",
        "so that",
        "the next Pod",
        "finds",
        "what",
        "the last one",
        "has left",
        "until",
        "somebody",
        "removes",
        "the claim",
        "with care",
        "or",
        "by mistake",
        "at night",
    ],
};

const ZH: Words = Words {
    part: "部分",
    lesson: "课程",
    section: "这一步发生了什么",
    joint: "",
    end: "。",
    words: [
        "容器",
        "启动时",
        "从镜像",
        "写入",
        "自己的",
        "可写层",
        "而",
        "数据卷",
        "仍然",
        "留在原处",
        "这样",
        "下一个 Pod",
        "就能",
        "找到",
        "上一个",
        "留下的",
        "内容",
        "直到",
        "有人",
        "删除",
        "存储声明",
        "小心地",
        "或者",
        "不小心",
    ],
};

fn page(n: usize, lessons: usize, words: &Words) -> String {
    let mut seed = n as u64 + 1;
    let title = format!("{} {n}", words.lesson);
    let mut out =
        format!("---\ntitle: {title}\nsummary: {}\nminutes: 12\n---\n\n# {title}\n", prose(&mut seed, words, 1));
    for section in 1..=5 {
        let _ = writeln!(out, "\n## {} {section} {{#step-{section}}}\n", words.section);
        let other = (n * 7 + section * 13) % lessons;
        let (first, second) = (prose(&mut seed, words, 4), prose(&mut seed, words, 3));
        let _ = writeln!(
            out,
            "{first}[{}](../{}.md#step-{section}) `docker run --rm web:{n}`\n\n{second}\n",
            words.lesson,
            name(other)
        );
        out.push_str(&block(n, section));
    }
    out
}

/// Sentences that differ from page to page.
fn prose(seed: &mut u64, words: &Words, sentences: usize) -> String {
    let mut out = String::new();
    for _ in 0..sentences {
        let picked: Vec<_> = (0..14).map(|_| words.words[usize::try_from(next(seed) % 24).unwrap()]).collect();
        out.push_str(&picked.join(words.joint));
        out.push_str(words.end);
    }
    out
}

/// Numbers that look random and are the same at each run (xorshift).
fn next(seed: &mut u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed
}

/// Code to colour, the same in both languages.
fn block(n: usize, section: usize) -> String {
    match section {
        1 => format!(
            "```console\n$ docker run --detach --name web-{n} --publish {}:80 nginx:1.29\n$ docker inspect web-{n} --format '{{{{.State.Status}}}}'\nrunning\n```\n",
            8000 + n % 1000
        ),
        2 => format!(
            "```yaml\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web-{n}\n  labels: {{ app: web, step: \"{section}\" }}\nspec:\n  replicas: {}\n  selector:\n    matchLabels:\n      app: web # as below\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: nginx:1.29\n          ports:\n            - containerPort: 80\n```\n",
            n % 5 + 1
        ),
        3 => format!(
            "```dockerfile\nFROM rust:1.95 AS build\nWORKDIR /app\nCOPY . .\nRUN cargo build --release --bin web-{n}\nFROM gcr.io/distroless/cc\nCOPY --from=build /app/target/release/web-{n} /web\nENTRYPOINT [\"/web\"]\n```\n"
        ),
        4 => format!(
            "| field | value |\n| --- | --- |\n| `replicas` | {n} |\n| `image` | `nginx:1.29` |\n| `port` | {} |\n",
            8000 + n % 1000
        ),
        _ => format!(
            "```json\n{{ \"name\": \"web-{n}\", \"replicas\": {n}, \"labels\": {{ \"app\": \"web\" }}, \"ready\": true }}\n```\n"
        ),
    }
}
