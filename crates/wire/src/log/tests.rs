extern crate std;
use super::*;
use std::{format, vec, vec::Vec};

fn leaves(count: u64) -> Vec<Hash> {
    (0..count).map(|index| leaf_hash(&index.to_be_bytes())).collect()
}

/// The split of RFC 9162, 2.1: the largest power of two smaller than the count, found by trial.
fn split_by_definition(count: usize) -> usize {
    (0..).map(|height| 1 << height).take_while(|size| *size < count).last().unwrap()
}

/// MTH of RFC 9162, 2.1.1, to the letter.
fn root_by_definition(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => keccak(&[]),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split_by_definition(leaves.len()));
            node_hash(&root_by_definition(left), &root_by_definition(right))
        }
    }
}

/// PATH of RFC 9162, 2.1.3.1, to the letter.
fn path_by_definition(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return vec![];
    }
    let (left, right) = leaves.split_at(split_by_definition(leaves.len()));
    let (mut path, sibling) = if index < left.len() {
        (path_by_definition(index, left), right)
    } else {
        (path_by_definition(index - left.len(), right), left)
    };
    path.push(root_by_definition(sibling));
    path
}

/// PROOF of RFC 9162, 2.1.4.1, to the letter: SUBPROOF of a tree whose root the reader knows, if `known`.
fn proof_by_definition(count: usize, leaves: &[Hash], known: bool) -> Vec<Hash> {
    if count == leaves.len() {
        return if known { vec![] } else { vec![root_by_definition(leaves)] };
    }
    let (left, right) = leaves.split_at(split_by_definition(leaves.len()));
    let (mut proof, sibling) = if count <= left.len() {
        (proof_by_definition(count, left, known), right)
    } else {
        (proof_by_definition(count - left.len(), right, false), left)
    };
    proof.push(root_by_definition(sibling));
    proof
}

/// The roots in the design document, for leaves `u64be(i)`.
#[test]
fn known_roots() {
    for (count, root) in [
        (1, "ad315e209dd62516ab8c7d1c2d8c3c206525501ebef91d12c34431f9ea255371"),
        (2, "994263fef851a7c8a6e3d909a36a76db9764435e01e9a1e8533074c523907257"),
        (3, "959292f755f564c187cb09a6f0c66ad1d16a661c32911b06c90f5b2bca354be2"),
        (5, "24d281f5b8facf04c1639399c8e7b449a729a4588dec287ded8bd974634d630f"),
        (8, "5d3337c83fb773424173bec1cf89eb42be1c32aade065690f071f7b6029937c1"),
        (1000, "deaacb4d5aa5d859c57c77ba84decd6ce295de61160db73833ec72dbc10260eb"),
    ] {
        assert_eq!(hex::encode(Frontier::over(&leaves(count)).unwrap().root()), root, "{count} leaves");
    }
}

#[test]
fn the_root_is_that_of_the_definition_after_every_leaf() {
    let all = leaves(130);
    let mut frontier = Frontier::EMPTY;
    assert_eq!(frontier.root(), root_by_definition(&[]));
    for (index, leaf) in all.iter().enumerate() {
        assert_eq!(frontier.append(*leaf), Some(index as u64));
        assert_eq!(frontier.root(), root_by_definition(&all[..=index]), "{} leaves", index + 1);
    }
}

#[test]
fn every_path_of_every_tree_is_that_of_the_definition_and_proves_its_leaf_only() {
    for count in 1..=130 {
        let all = leaves(count);
        let root = Frontier::over(&all).unwrap().root();
        for index in 0..count {
            let leaf = &all[index as usize];
            let path = Path::to(index, &all).unwrap();
            let siblings = path.siblings();
            assert_eq!(siblings, path_by_definition(index as usize, &all), "leaf {index} of {count}");
            assert!(includes(&root, count, index, leaf, siblings), "leaf {index} of {count}");

            assert!(!includes(&root, count, index, &[7; 32], siblings), "another leaf");
            assert!(!includes(&[7; 32], count, index, leaf, siblings), "another root");
            let others = [index.wrapping_sub(1), index + 1, index ^ 1, index ^ 2, count - 1 - index, count];
            for other in others.into_iter().filter(|other| *other != index) {
                assert!(!includes(&root, count, other, leaf, siblings), "{index} as {other} of {count}");
            }
            let longer = [siblings, &[[0; 32]]].concat();
            assert!(!includes(&root, count, index, leaf, &longer), "one sibling more");
            if let Some((_, shorter)) = siblings.split_last() {
                assert!(!includes(&root, count, index, leaf, shorter), "one sibling less");
            }
            for (level, _) in siblings.iter().enumerate() {
                let mut forged = siblings.to_vec();
                forged[level][31] ^= 1;
                assert!(!includes(&root, count, index, leaf, &forged), "a forged sibling");
            }
        }
        assert_eq!(Path::to(count, &all), None);
    }
    assert_eq!(Path::to(0, &[]), None);
    assert!(!includes(&keccak(&[]), 0, 0, &keccak(&[]), &[]), "an empty tree has no leaf");
}

fn heads(leaves: &[Hash]) -> Vec<Head> {
    (0..=leaves.len()).map(|count| Frontier::over(&leaves[..count]).unwrap().head()).collect()
}

#[test]
fn every_beginning_of_every_log_is_proven_as_by_the_definition_and_nothing_else_is() {
    let all = leaves(130);
    let heads = heads(&all);
    for count in 1..=all.len() {
        for earlier in 1..=count {
            let at = format!("{earlier} of {count}");
            let proof = Consistency::with(earlier as u64, &all[..count]).unwrap();
            let nodes = proof.nodes();
            assert_eq!(nodes, proof_by_definition(earlier, &all[..count], true), "{at}");
            let (before, after) = (heads[earlier], heads[count]);
            assert!(after.extends(&before, nodes), "{at}");

            assert!(!after.extends(&Head { root: [7; 32], ..before }, nodes), "{at}: another earlier root");
            assert!(!Head { root: [7; 32], ..after }.extends(&before, nodes), "{at}: another later root");
            for other in [earlier - 1, earlier + 1, earlier ^ 2, count].into_iter().filter(|other| *other != earlier) {
                let claimed = Head { count: other as u64, ..before };
                assert!(!after.extends(&claimed, nodes), "{at}: the earlier root as that of {other} leaves");
                if let Some(head) = heads.get(other) {
                    assert!(!after.extends(head, nodes), "{at}: the proof of {other}");
                }
            }
            let longer = [nodes, &[[0; 32]]].concat();
            assert!(!after.extends(&before, &longer), "{at}: one node more");
            if let Some((_, shorter)) = nodes.split_last() {
                assert!(!after.extends(&before, shorter), "{at}: one node less");
                assert!(!before.extends(&after, nodes), "{at}: backward");
            }
            for (level, _) in nodes.iter().enumerate() {
                let mut forged = nodes.to_vec();
                forged[level][31] ^= 1;
                assert!(!after.extends(&before, &forged), "{at}: a forged node");
            }
        }
        assert_eq!(Consistency::with(0, &all[..count]), None);
        assert_eq!(Consistency::with(count as u64 + 1, &all[..count]), None);
    }
    assert!(
        !heads[1].extends(&heads[0], &[]) && !heads[0].extends(&heads[0], &[]),
        "nothing is proven of an empty log"
    );
}

/// An operator that changes, removes or inserts a leaf makes a log that does not extend earlier batches, whatever it
/// proves with its own leaves.
#[test]
fn a_rewritten_log_extends_none_of_its_earlier_batches() {
    let honest = leaves(33);
    let heads = heads(&honest);
    for at in 0..honest.len() {
        let (mut changed, mut shorter, mut longer) = (honest.clone(), honest.clone(), honest.clone());
        changed[at] = [7; 32];
        shorter.remove(at);
        longer.insert(at, [7; 32]);
        for rewritten in [changed, shorter, longer] {
            let later = Frontier::over(&rewritten).unwrap().head();
            for (count, earlier) in heads.iter().enumerate().take(rewritten.len() + 1).skip(1) {
                let proof = Consistency::with(count as u64, &rewritten).unwrap();
                assert_eq!(later.extends(earlier, proof.nodes()), count <= at, "leaf {at}, {count} published");
            }
        }
    }
}

/// A reader can receive such counts in a message from an unknown sender.
#[test]
fn counts_that_no_log_has_prove_nothing() {
    let (zero, nodes) = ([0; 32], [[0; 32]; LONGEST + 1]);
    for (earlier, count) in [(1, u64::MAX), (u64::MAX - 1, u64::MAX), (1 << 63, u64::MAX), (u64::MAX, u64::MAX)] {
        let head = |count| Head { count, root: zero };
        for length in [1, LEVELS, LONGEST, LONGEST + 1] {
            assert!(!head(count).extends(&head(earlier), &nodes[..length]), "{earlier} of {count}");
            assert!(!includes(&zero, count, earlier, &zero, &nodes[..length]), "{earlier} of {count}");
        }
    }
}

#[test]
fn a_node_is_no_leaf() {
    let [left, right] = [[1; 32], [2; 32]];
    assert_ne!(node_hash(&left, &right), leaf_hash(&[left, right].concat()));
}

#[test]
fn a_full_log_takes_no_more() {
    let mut frontier = Frontier { count: CAPACITY - 1, ..Frontier::EMPTY };
    assert_eq!(frontier.append([1; 32]), Some(CAPACITY - 1));
    assert_eq!(frontier.append([1; 32]), None);
    assert_eq!(frontier.count, CAPACITY);
}

#[test]
fn a_frontier_is_its_bytes() {
    assert_eq!(core::mem::size_of::<Frontier>(), 8 + LEVELS * 32);
    let frontier = Frontier::over(&leaves(5)).unwrap();
    assert_eq!(bytemuck::bytes_of(&frontier)[..8], 5u64.to_le_bytes());
    assert_eq!(bytemuck::bytes_of(&Frontier::EMPTY), [0; 8 + LEVELS * 32]);
}
