//! What a release consists of, in one folder: the site, the packages, the files that need no network, and a sum of each.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::build;
use crate::run::{cargo, npm, run};

/// Builds everything, and puts into `target/packed/` what a release offers.
///
/// With a `tag` it is first seen whether that is the version's.
pub fn everything(root: &Path, address: Option<&str>, tag: Option<&str>) -> Result<()> {
    let version = build::version(root)?;
    if let Some(tag) = tag.filter(|tag| *tag != format!("v{version}")) {
        bail!("the version is {version}, and the tag {tag}: a release of it is tagged v{version}");
    }
    build::everything(root, address)?;
    let target = build::target_folder(root)?;
    let packed = target.join("packed");
    if packed.exists() {
        fs::remove_dir_all(&packed)?;
    }
    fs::create_dir_all(&packed)?;

    let dist = root.join("www/dist");
    run(Command::new("tar")
        .arg("-czf")
        .arg(packed.join(format!("alleyway-site-{version}.tar.gz")))
        .arg("-C")
        .arg(&dist)
        .arg("."))?;
    run(npm(&root.join("pkg")).arg("pack").arg("--pack-destination").arg(&packed))?;
    run(cargo(root).args(["package", "--package=alleyway"]))?;
    let library = format!("alleyway-{version}.crate");
    fs::copy(target.join("package").join(&library), packed.join(&library))?;
    for file in sorted(&dist.join("offline"))? {
        let name = file.file_name().context("a file has a name")?;
        fs::copy(&file, packed.join(name))?;
    }

    let mut sums = String::new();
    for file in sorted(&packed)? {
        let name = file.file_name().context("a file has a name")?.to_string_lossy();
        sums += &format!("{}  {name}\n", sum(&fs::read(&file)?));
    }
    fs::write(packed.join("SHA256SUMS"), &sums)?;
    println!("\n{sums}\nin {}", packed.display());
    Ok(())
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.sort();
    Ok(files)
}

/// In the digits that `sha256sum` writes.
fn sum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::sum;

    #[test]
    fn a_sum_is_the_published_one() {
        // FIPS 180-2, appendix B.1.
        assert_eq!(sum(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
