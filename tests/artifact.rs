//! The functions' one artifact, as `make artifact` builds it: what is exact of it is held here, for
//! every architecture that has been built.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test fails by panicking

use std::path::PathBuf;

use object::elf::FileHeader64;
use object::endian::Endianness;
use object::read::elf::FileHeader;

/// Largest size of the zipped binary, in bytes.
const ZIPPED_MAX_BYTES: u64 = 3_000_000;
/// The C library of Lambda's `provided.al2023`.
const GLIBC: (u32, u32) = (2, 34);

/// The zipped binaries, and the binaries in them.
fn artifacts() -> Vec<(PathBuf, PathBuf)> {
    let test = std::env::current_exe().unwrap();
    let target = test.ancestors().nth(3).unwrap();
    let built: Vec<_> = [("arm64", "aarch64"), ("x86_64", "x86_64")]
        .map(|(lambda, rust)| {
            let zip = target.join(format!("artifact/{lambda}/bootstrap/bootstrap.zip"));
            (zip, target.join(format!("{rust}-unknown-linux-gnu/lambda/bootstrap")))
        })
        .into_iter()
        .filter(|(zip, _)| zip.exists())
        .collect();
    assert!(!built.is_empty(), "nothing is in target/artifact: run `make artifact`");
    built
}

#[test]
fn the_zipped_binary_stays_small() {
    for (zip, _) in artifacts() {
        let bytes = std::fs::metadata(&zip).unwrap().len();
        assert!(bytes <= ZIPPED_MAX_BYTES, "{} has {bytes} bytes", zip.display());
    }
}

#[test]
fn the_binary_is_stripped_and_runs_on_lambdas_c_library() {
    for (_, binary) in artifacts() {
        let data = std::fs::read(&binary).unwrap();
        let header = FileHeader64::<Endianness>::parse(&*data).unwrap();
        let endian = header.endian().unwrap();
        let sections = header.sections(endian, &*data).unwrap();
        let names: Vec<_> = sections.iter().map(|s| sections.section_name(endian, s).unwrap()).collect();
        assert!(names.contains(&&b".dynsym"[..]) && !names.contains(&&b".symtab"[..]), "it is stripped");

        let (mut needs, strings) = sections.gnu_verneed(endian, &*data).unwrap().expect("it needs libraries");
        let strings = sections.strings(endian, &*data, strings).unwrap();
        let mut versions = Vec::new();
        while let Some((_, mut needed)) = needs.next().unwrap() {
            while let Some(version) = needed.next().unwrap() {
                versions.push(String::from_utf8_lossy(version.name(endian, strings).unwrap()).into_owned());
            }
        }
        let glibc: Vec<(u32, u32)> = versions.iter().filter_map(|version| parse(version)).collect();
        assert!(!glibc.is_empty(), "{versions:?}");
        assert!(glibc.iter().all(|version| *version <= GLIBC), "{versions:?}");
    }
}

fn parse(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.strip_prefix("GLIBC_")?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}
