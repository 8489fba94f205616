//! A small disk in memory, to be filled.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

pub(crate) struct Disk {
    folder: PathBuf,
}

impl Disk {
    /// Mounts it on a folder. `None` where this user may not: then nothing here fills a disk, and it is said.
    pub(super) fn mount(folder: &Path, mib: u32) -> Option<Self> {
        fs::create_dir_all(folder).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={mib}m"), "tmpfs"])
            .arg(folder)
            .output();
        match mounted {
            Ok(output) if output.status.success() => Some(Self {
                folder: folder.to_owned(),
            }),
            refused => {
                eprintln!(
                    "LEFT OUT: no disk is filled, for only root may mount a small one ({refused:?})"
                );
                None
            }
        }
    }

    /// Takes all the space that is left.
    pub(crate) fn fill(&self) {
        let mut ballast = File::create(self.ballast()).unwrap();
        let mut size = 1024 * 1024;
        while size > 0 {
            if ballast.write_all(&vec![0; size]).is_err() {
                size /= 2;
            }
        }
    }

    /// Gives it back.
    pub(crate) fn free(&self) {
        fs::remove_file(self.ballast()).unwrap();
    }

    fn ballast(&self) -> PathBuf {
        self.folder.join("ballast")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: whoever uses it still may end first.
        let _unmounted = Command::new("umount").arg("-l").arg(&self.folder).status();
    }
}
