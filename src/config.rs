//! Settings: the only reader of the environment. Flags, environment and the platform's folders become one `Config`.
//!
//! Called once by `main`'s command line; every other room gets values.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the environment, and who started the program"
)]

use std::path::{Path, PathBuf};

use etcetera::{AppStrategy, AppStrategyArgs};
use serde::Deserialize;

use crate::course::{BadMirror, Lang, Mirror};

/// The port of the server where none is named.
pub const PORT: u16 = 7890;

/// Everything that is not the course's and not the learner's work: where things lie, and what the shell said.
#[derive(Debug, Clone)]
pub struct Config {
    pub places: Places,
    pub engines: EngineEnvironment,
    /// The system's language, whether or not a course has it.
    pub lang: Lang,
    /// Folders in which programs are looked for.
    pub programs: Vec<PathBuf>,
    /// A learner's shell, for the words of `sampan env`.
    pub shell: Option<String>,
    /// The program that started this one: in a terminal, the shell that asks.
    pub parent: Option<String>,
    /// What a shell of the learner's has anywhere, and nothing that could lead it to other engines.
    pub shell_env: Vec<(String, String)>,
    pub log: Option<String>,
    /// Where Docker Hub's images are taken from instead.
    pub mirror: Option<Mirror>,
    /// The absolute path of this program.
    pub program: PathBuf,
    pub is_root: bool,
}

/// Where things lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// The store, the exercises' kubeconfigs, backups.
    pub data: PathBuf,
    /// The port, and the hashes of sign-in codes; only as long as a server runs.
    pub runtime: PathBuf,
    /// `~/sampan`, since people look for their files there.
    pub workspaces: PathBuf,
}

/// What the shell says about engines, unjudged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EngineEnvironment {
    pub docker_host: Option<String>,
    pub docker_context: Option<String>,
    pub docker_config: PathBuf,
    pub kubeconfigs: Vec<PathBuf>,
    /// Read where every file of `KUBECONFIG` is one of ours.
    pub kubeconfig_home: Option<PathBuf>,
}

/// The variables that a terminal hands on (R25): who and where the learner is, how things look, and the way through a
/// proxy; no secret of ours, and no engine.
const SHELL_ENV: [&str; 32] = [
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "PATH",
    "TZ",
    "TMPDIR",
    "LANG",
    "LANGUAGE",
    "LC_ALL",
    "LC_CTYPE",
    "LC_MESSAGES",
    "LC_COLLATE",
    "LC_TIME",
    "LC_NUMERIC",
    "EDITOR",
    "VISUAL",
    "PAGER",
    "LESS",
    "ZDOTDIR",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_STATE_HOME",
    "XDG_CACHE_HOME",
    "DOCKER_CONFIG",
    "MINIKUBE_HOME",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
];

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("no home folder is known: set `HOME` to a folder that you can write to")]
    NoHome,
    #[error("`{variable}` is `{value}`, which is not an absolute path")]
    NotAbsolute { variable: &'static str, value: String },
    #[error("`SAMPAN_MIRROR`: {0}")]
    Mirror(BadMirror),
    #[error("`{}` cannot be read: {message}", path.display())]
    File { path: PathBuf, message: String },
}

/// The learner's own settings: `sampan/config.toml` in the folder for such files.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct SettingsFile {
    images: ImagesFile,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ImagesFile {
    mirror: Option<String>,
}

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    /// When there is no home folder, or a variable that must be an absolute path is not; the variable is named.
    pub fn read() -> Result<Self, ConfigError> {
        Self::from(&|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    fn from(env: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let home = etcetera::home_dir().map_err(|_| ConfigError::NoHome)?;
        let home = absolute(env, "HOME")?.unwrap_or(home);
        Ok(Self {
            places: places(env, &home)?,
            engines: engines(env, &home),
            lang: system_lang(env),
            programs: env("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default(),
            shell: env("SHELL"),
            parent: parent(),
            shell_env: SHELL_ENV.iter().filter_map(|name| Some(((*name).to_owned(), env(name)?))).collect(),
            log: env("SAMPAN_LOG"),
            mirror: mirror(env, &home)?,
            program: std::env::current_exe().unwrap_or_else(|_| PathBuf::from("sampan")),
            is_root: rustix::process::geteuid().is_root(),
        })
    }
}

/// `SAMPAN_MIRROR`, else what the settings say.
fn mirror(env: &dyn Fn(&str) -> Option<String>, home: &Path) -> Result<Option<Mirror>, ConfigError> {
    if let Some(written) = env("SAMPAN_MIRROR") {
        return written.parse().map(Some).map_err(ConfigError::Mirror);
    }
    let folder = absolute(env, "XDG_CONFIG_HOME")?.unwrap_or_else(|| home.join(".config"));
    let path = folder.join("sampan/config.toml");
    let wrong = |message: String| ConfigError::File { path: path.clone(), message };
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(wrong(error.to_string())),
    };
    let settings: SettingsFile = toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    let written = settings.images.mirror.filter(|written| !written.is_empty());
    written.map(|written| written.parse().map_err(|error: BadMirror| wrong(error.to_string()))).transpose()
}

/// The name of the process that started this one, where the system tells.
fn parent() -> Option<String> {
    let id = rustix::process::getppid()?.as_raw_nonzero();
    Some(std::fs::read_to_string(format!("/proc/{id}/comm")).ok()?.trim().to_owned())
}

impl Config {
    /// The learner's shell; where none is named, the one that is everywhere.
    pub fn shell_program(&self) -> PathBuf {
        self.shell.as_ref().map(PathBuf::from).filter(|shell| shell.is_absolute()).unwrap_or_else(|| "/bin/sh".into())
    }
}

fn absolute(env: &dyn Fn(&str) -> Option<String>, variable: &'static str) -> Result<Option<PathBuf>, ConfigError> {
    match env(variable).map(PathBuf::from) {
        Some(path) if path.is_relative() => {
            Err(ConfigError::NotAbsolute { variable, value: path.display().to_string() })
        }
        other => Ok(other),
    }
}

fn places(env: &dyn Fn(&str) -> Option<String>, home: &Path) -> Result<Places, ConfigError> {
    let data = match absolute(env, "SAMPAN_DATA")? {
        Some(data) => data,
        None => {
            let app =
                AppStrategyArgs { top_level_domain: "dev".into(), author: "Sampan".into(), app_name: "sampan".into() };
            let xdg = absolute(env, "XDG_DATA_HOME")?.map(|folder| folder.join("sampan"));
            let native = etcetera::choose_app_strategy(app).map(|strategy| strategy.data_dir());
            xdg.or_else(|| native.ok().filter(|folder| folder.starts_with(home)))
                .unwrap_or_else(|| home.join(".local/share/sampan"))
        }
    };
    let runtime = absolute(env, "XDG_RUNTIME_DIR")?.filter(|folder| folder.is_dir() && env("SAMPAN_DATA").is_none());
    let runtime = runtime.map_or_else(|| data.join("run"), |folder| folder.join("sampan"));
    let workspaces = absolute(env, "SAMPAN_WORKSPACES")?.unwrap_or_else(|| home.join("sampan"));
    Ok(Places { data, runtime, workspaces })
}

fn engines(env: &dyn Fn(&str) -> Option<String>, home: &Path) -> EngineEnvironment {
    let kubeconfigs = match env("KUBECONFIG") {
        Some(list) => std::env::split_paths(&list).filter(|path| !path.as_os_str().is_empty()).collect(),
        None => vec![home.join(".kube/config")],
    };
    EngineEnvironment {
        docker_host: env("DOCKER_HOST"),
        docker_context: env("DOCKER_CONTEXT"),
        docker_config: env("DOCKER_CONFIG").map_or_else(|| home.join(".docker"), PathBuf::from),
        kubeconfigs,
        kubeconfig_home: Some(home.join(".kube/config")),
    }
}

/// `SAMPAN_LANG`, else what the system speaks; a system that names none speaks English.
fn system_lang(env: &dyn Fn(&str) -> Option<String>) -> Lang {
    let said = env("SAMPAN_LANG").or_else(|| env("LC_ALL")).or_else(|| env("LC_MESSAGES")).or_else(|| env("LANG"));
    let said = said.or_else(sys_locale::get_locale).unwrap_or_default();
    // As `zh_CN.UTF-8` or `de_AT@euro`.
    match said.split(['.', '@']).next().unwrap_or_default() {
        "" | "C" | "POSIX" => Lang::en(),
        lang => Lang::new(lang),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(vars: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let vars: Vec<(String, String)> = vars.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Config::from(&move |name| vars.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()))
    }

    #[test]
    fn folders_follow_the_home() {
        let config = config(&[("HOME", "/h"), ("LANG", "zh_CN.UTF-8")]).unwrap();
        assert_eq!(config.places.workspaces, Path::new("/h/sampan"));
        assert!(config.places.data.starts_with("/h"), "{:?}", config.places.data);
        assert_eq!(config.engines.kubeconfigs, [Path::new("/h/.kube/config")]);
        assert_eq!(config.lang, Lang::new("zh-cn"));
    }

    #[test]
    fn a_language_comes_without_its_encoding() {
        for (said, lang) in [("ja_JP.UTF-8", "ja-jp"), ("de_AT@euro", "de-at"), ("C.UTF-8", "en"), ("POSIX", "en")] {
            assert_eq!(config(&[("HOME", "/h"), ("LANG", said)]).unwrap().lang, Lang::new(lang), "{said}");
        }
    }

    #[test]
    fn a_relative_folder_is_refused_by_its_variable() {
        for (variable, vars) in
            [("SAMPAN_DATA", [("HOME", "/h"), ("SAMPAN_DATA", "here")]), ("HOME", [("HOME", "here"); 2])]
        {
            let error = config(&vars).unwrap_err();
            assert!(error.to_string().contains(&format!("`{variable}` is `here`")), "{error}");
        }
    }

    #[test]
    fn a_mirror_is_named_by_the_environment_else_by_the_settings() {
        let home = tempfile::tempdir().unwrap();
        let at = home.path().display().to_string();
        let mirror = |vars: &[(&str, &str)]| {
            let config = config(&[&[("HOME", at.as_str())], vars].concat());
            config.map(|config| config.mirror.map(|mirror| mirror.to_string())).map_err(|error| error.to_string())
        };
        assert_eq!(mirror(&[]), Ok(None));
        std::fs::create_dir_all(home.path().join(".config/sampan")).unwrap();
        let file = home.path().join(".config/sampan/config.toml");
        let write = |text: &str| {
            use std::io::Write;
            std::fs::File::create(&file).unwrap().write_all(text.as_bytes()).unwrap();
        };
        write("[images]\nmirror = \"mirror.example\"\n");
        assert_eq!(mirror(&[]), Ok(Some("mirror.example".to_owned())));
        assert_eq!(mirror(&[("SAMPAN_MIRROR", "other.example/hub")]), Ok(Some("other.example/hub".to_owned())));
        let refused = mirror(&[("SAMPAN_MIRROR", "a b")]).unwrap_err();
        assert!(refused.contains("`SAMPAN_MIRROR`: `a b` is no mirror"), "{refused}");
        write("[images]\nmiror = \"mirror.example\"\n");
        let refused = mirror(&[]).unwrap_err();
        assert!(
            refused.contains("config.toml") && refused.contains("line 2") && refused.contains("miror"),
            "{refused}"
        );
    }

    #[test]
    fn several_kubeconfigs_are_a_list() {
        let config = config(&[("HOME", "/h"), ("KUBECONFIG", "/a:/b")]).unwrap();
        assert_eq!(config.engines.kubeconfigs, [Path::new("/a"), Path::new("/b")]);
    }
}
