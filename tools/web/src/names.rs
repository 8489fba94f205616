//! Short names for what the program and its loader call in each other. wasm-bindgen names each after what it does, with a
//! hash: browsers read those names once, and a hash cannot be compressed.

use std::{collections::HashMap, mem};

/// New names, by the old ones.
pub type Names = HashMap<String, String>;

/// Gives those among the names of a module that wasm-bindgen made a short one.
pub fn shorten<'a>(names: impl Iterator<Item = &'a mut String>) -> Names {
    let mut new = Names::new();
    let made = |name: &&mut String| {
        ["__wb", "wasm_bindgen__"]
            .iter()
            .any(|start| name.starts_with(start))
    };
    for name in names.filter(made) {
        let next = format!("_{}", new.len());
        let short = new.entry(mem::take(name)).or_insert(next);
        name.clone_from(short);
    }
    new
}

/// A script that calls the new names.
pub fn renamed(script: &str, names: &Names) -> String {
    let ends = |character: char| !(character.is_alphanumeric() || "_$".contains(character));
    let pieces = script.split_inclusive(ends).flat_map(|piece| {
        let word = piece.trim_end_matches(ends);
        let new = names.get(word).map_or(word, String::as_str);
        [new, &piece[word.len()..]]
    });
    pieces.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_wasm_bindgen_named_has_a_short_name_in_the_program_and_in_the_script() {
        let mut module = [
            "__wbg_now_1f2e3d4c5b6a7988",
            "memory",
            "wasm_bindgen__invoke_h1f",
            "wasm_bindgen__invoke_h1f_2",
        ]
        .map(str::to_owned);
        let names = shorten(module.iter_mut());
        assert_eq!(module, ["_0", "memory", "_1", "_2"]);
        let script = "const it={__wbg_now_1f2e3d4c5b6a7988:()=>wasm.wasm_bindgen__invoke_h1f_2(wasm.memory)};\n\
            wasm.wasm_bindgen__invoke_h1f($__wbg_now_1f2e3d4c5b6a7988)";
        assert_eq!(
            renamed(script, &names),
            "const it={_0:()=>wasm._2(wasm.memory)};\nwasm._1($__wbg_now_1f2e3d4c5b6a7988)"
        );
    }
}
