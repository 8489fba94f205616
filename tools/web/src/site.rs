//! The folder of files, each under a name of its content.

use std::{borrow::Cow, collections::BTreeMap, fmt::Write as _, fs, io::Write as _, path::Path};

use anyhow::{Context as _, Result, anyhow};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// What the server reads at its start.
#[derive(Serialize, Deserialize)]
struct Manifest {
    /// Of all that the site was made from.
    digest: String,
    /// "main.css" -> "main-1f2e3d4c5b6a7988.css"
    files: BTreeMap<String, String>,
}

/// A file of the site, before it is named.
pub struct File {
    name: String,
    content: Vec<u8>,
}

impl File {
    pub fn read(path: &Path) -> Result<Self> {
        let name = path.file_name().context("a file without a name")?;
        let content = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
        Ok(Self {
            name: name.to_string_lossy().into_owned(),
            content,
        })
    }
}

/// The files of a folder, by name.
pub fn folder(path: &Path) -> Result<Vec<File>> {
    let entries = fs::read_dir(path).with_context(|| format!("reading {}", path.display()))?;
    let mut paths: Vec<_> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.sort();
    paths.iter().map(|path| File::read(path)).collect()
}

/// All style sheets of a folder in one. Cascade layers make their order irrelevant but for the first, which names them.
pub fn styles(path: &Path) -> Result<File> {
    let sheets = folder(path)?;
    Ok(File {
        name: "main.css".to_owned(),
        content: sheets.into_iter().flat_map(|sheet| sheet.content).collect(),
    })
}

/// One digest of all names and contents, and of whether they are compressed.
pub fn digest<'a>(compressed: bool, files: impl Iterator<Item = &'a File>) -> String {
    let mut hasher = Sha256::new();
    hasher.update([u8::from(compressed)]);
    // What this program makes of them.
    hasher.update(include_bytes!("main.rs"));
    hasher.update(include_bytes!("names.rs"));
    hasher.update(include_bytes!("site.rs"));
    for File { name, content } in files {
        hasher.update(name.len().to_le_bytes());
        hasher.update(name);
        hasher.update(content.len().to_le_bytes());
        hasher.update(content);
    }
    hex(&hasher.finalize())
}

pub fn is_current(site: &Path, digest: &str) -> bool {
    fs::read(site.join("manifest.json"))
        .ok()
        .and_then(|json| serde_json::from_slice::<Manifest>(&json).ok())
        .is_some_and(|manifest| manifest.digest == digest)
}

impl File {
    /// A script without its comments and line breaks, which are a third of it.
    fn minified(&self) -> Result<Cow<'_, [u8]>> {
        if Path::new(&self.name).extension() != Some("js".as_ref()) {
            return Ok(Cow::Borrowed(&self.content));
        }
        let script = str::from_utf8(&self.content)?;
        let script = minifier::js::minify(script)
            .map_err(|error| anyhow!("{} cannot be read: {error}", self.name))?;
        Ok(Cow::Owned(script.to_string().into_bytes()))
    }
}

/// Replaces the site. The manifest comes last: without it, the next build starts over.
pub fn write(site: &Path, digest: &str, files: &[File], compressed: bool) -> Result<()> {
    if site.exists() {
        fs::remove_dir_all(site)?;
    }
    let folder = site.join("static");
    fs::create_dir_all(&folder)?;
    let mut names = BTreeMap::new();
    for file in files {
        let content = if compressed {
            file.minified()?
        } else {
            Cow::Borrowed(&file.content[..])
        };
        let hashed = hashed_name(&file.name, &content);
        let path = folder.join(&hashed);
        fs::write(&path, &content)?;
        if compressed {
            write_compressed(&path, &content)?;
        }
        names.insert(file.name.clone(), hashed);
    }
    let manifest = Manifest {
        digest: digest.to_owned(),
        files: names,
    };
    fs::write(
        site.join("manifest.json"),
        serde_json::to_vec_pretty(&manifest)?,
    )?;
    Ok(())
}

fn hashed_name(name: &str, content: &[u8]) -> String {
    let hash = &hex(&Sha256::digest(content))[..16];
    match name.split_once('.') {
        Some((stem, extension)) => format!("{stem}-{hash}.{extension}"),
        None => format!("{name}-{hash}"),
    }
}

/// The same as brotli and gzip, beside the file.
fn write_compressed(path: &Path, content: &[u8]) -> Result<()> {
    let beside = |extension: &str| format!("{}.{extension}", path.display());
    let mut brotli = Vec::new();
    let parameters = BrotliEncoderParams {
        size_hint: content.len(),
        ..BrotliEncoderParams::default()
    };
    brotli::BrotliCompress(&mut &content[..], &mut brotli, &parameters)?;
    fs::write(beside("br"), brotli)?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(content)?;
    fs::write(beside("gz"), gzip.finish()?)?;
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_changes_with_the_content_alone() {
        let name = hashed_name("main.css", b"a");
        assert_eq!(name, hashed_name("main.css", b"a"));
        assert_ne!(name, hashed_name("main.css", b"b"));
        assert_eq!(
            name.strip_suffix(".css").map(str::len),
            Some("main-".len() + 16)
        );
    }

    #[test]
    fn a_site_is_current_until_a_file_changes() {
        let site = std::env::temp_dir().join(format!("site-{}", std::process::id()));
        let file = |content: &str| File {
            name: "main.css".to_owned(),
            content: content.into(),
        };
        let before = [file("body {}")];
        write(&site, &digest(true, before.iter()), &before, true).unwrap();
        assert!(is_current(&site, &digest(true, before.iter())));
        assert!(!is_current(&site, &digest(false, before.iter())));
        assert!(!is_current(
            &site,
            &digest(true, [file("body { margin: 0 }")].iter())
        ));
        let written = fs::read_dir(site.join("static")).unwrap().count();
        assert_eq!(written, 3, "as it is, brotli and gzip");
        fs::remove_dir_all(site).unwrap();
    }
}
