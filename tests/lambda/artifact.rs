//! The functions' one binary, as `make bench-lambda` builds it: what is exact of it is held here.

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use object::elf::FileHeader64;
use object::endian::Endianness;
use object::read::elf::FileHeader;

/// Largest size of the zipped binary, in bytes.
const ZIPPED_MAX_BYTES: usize = 3_000_000;
/// The C library of Lambda's `provided.al2023`.
const GLIBC: (u32, u32) = (2, 34);

/// The `lambda` profile's build, beside the tests' own directory.
fn binary() -> Vec<u8> {
    let test = std::env::current_exe().unwrap();
    let lambda = test.ancestors().nth(3).unwrap().join("lambda/bootstrap");
    std::fs::read(&lambda).unwrap_or_else(|error| panic!("{}: {error}", lambda.display()))
}

#[test]
#[ignore = "needs the lambda profile's build: make bench-lambda"]
fn the_zipped_binary_stays_small() {
    let mut zip = DeflateEncoder::new(Vec::new(), Compression::best());
    zip.write_all(&binary()).unwrap();
    let zipped = zip.finish().unwrap().len();
    println!("zipped: {zipped} bytes");
    assert!(zipped <= ZIPPED_MAX_BYTES, "{zipped} bytes");
}

#[test]
#[ignore = "needs the lambda profile's build: make bench-lambda"]
fn the_binary_is_stripped_and_runs_on_lambdas_c_library() {
    let data = binary();
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

fn parse(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.strip_prefix("GLIBC_")?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}
