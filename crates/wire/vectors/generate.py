#!/usr/bin/env python3
"""Writes golden.json: inputs and expected bytes of every format in this crate.

An independent implementation, written from the description of the formats and not from the Rust code, so that an error in
one is found by the other. It uses only Python's standard library. Run it when a format is added:

    python3 crates/wire/vectors/generate.py            # writes golden.json
    python3 crates/wire/vectors/generate.py --check    # compares it

The tests read golden.json and need no Python; other languages read the same file. Addresses, hashes and bytes are hex
without a prefix, integers are decimal strings (many exceed what JSON readers keep exactly).
"""

import hashlib
import json
import pathlib
import struct
import sys

# ---------------------------------------------------------------------------------------------------- keccak-256


def _round_constants():
    """The 24 constants of keccak-f[1600], from its linear feedback shift register."""
    register = 1
    for _ in range(24):
        constant = 0
        for j in range(7):
            if register & 1:
                constant |= 1 << ((1 << j) - 1)
            register = (register << 1) ^ (0x171 if register & 0x80 else 0)
        yield constant


_ROUND_CONSTANTS = list(_round_constants())


def _rotate(lane, by):
    by %= 64
    return ((lane << by) | (lane >> (64 - by))) & (2**64 - 1)


def _permute(a):
    """keccak-f[1600] on a[x][y]."""
    for constant in _ROUND_CONSTANTS:
        column = [a[x][0] ^ a[x][1] ^ a[x][2] ^ a[x][3] ^ a[x][4] for x in range(5)]
        for x in range(5):
            theta = column[x - 1] ^ _rotate(column[(x + 1) % 5], 1)
            for y in range(5):
                a[x][y] ^= theta
        x, y, lane = 1, 0, a[1][0]
        for t in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            lane, a[x][y] = a[x][y], _rotate(lane, (t + 1) * (t + 2) // 2)
        for y in range(5):
            row = [a[x][y] for x in range(5)]
            for x in range(5):
                a[x][y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5])
        a[0][0] ^= constant


def keccak256(data):
    rate = 136
    padded = bytearray(data) + b"\x01" + bytes(-(len(data) + 1) % rate)
    padded[-1] |= 0x80
    a = [[0] * 5 for _ in range(5)]
    for block in range(0, len(padded), rate):
        for i, lane in enumerate(struct.unpack("<17Q", padded[block : block + rate])):
            a[i % 5][i // 5] ^= lane
        _permute(a)
    return b"".join(a[i % 5][i // 5].to_bytes(8, "little") for i in range(4))


assert keccak256(b"").hex() == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
assert keccak256(b"abc").hex() == "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"

# ------------------------------------------------------------------------------------------------ encoding of fields


def sample(label):
    """32 bytes that depend only on the label."""
    return keccak256(b"carbon-wire/vectors/" + label.encode())


SIZES = {"u8": 1, "u16": 2, "u32": 4, "u64": 8, "i64": 8, "u128": 16}


def encode(fields, order):
    """Fields in their order; each is (name, type, value)."""
    out = b""
    for _, kind, value in fields:
        if kind.startswith("bytes"):
            assert len(value) == int(kind.removeprefix("bytes"))
            out += value
        else:
            out += value.to_bytes(SIZES[kind], order, signed=kind.startswith("i"))
    return out


def inputs(fields):
    return {name: value.hex() if kind.startswith("bytes") else str(value) for name, kind, value in fields}


# ----------------------------------------------------------------------------------------------- what notaries sign


def claim_content(label, **values):
    """Borsh (little-endian), then keccak-256."""
    fields = [
        ("source", "bytes32", sample(label + "/source")),
        ("submitter", "bytes32", sample(label + "/submitter")),
        ("kind", "u8", values["kind"]),
        ("stream", "u8", values["stream"]),
        ("first_day", "u32", values["first_day"]),
        ("last_day", "u32", values["last_day"]),
        ("grams", "u64", values["grams"]),
        ("factor", "bytes32", values["factor"]),
        ("activity", "u64", values["activity"]),
        ("method", "u32", values["method"]),
        ("gwp", "u8", values["gwp"]),
        ("assurance", "u8", values["assurance"]),
        ("provider", "bytes32", values["provider"]),
        ("evidence", "bytes32", sample(label + "/evidence")),
        ("item", "u32", values["item"]),
        ("adjustment", "u8", values["adjustment"]),
    ]
    return content(label, fields)


def year_content(label, year, emitted, add_back, records):
    fields = [
        ("source", "bytes32", sample(label + "/source")),
        ("year", "u16", year),
        ("emitted", "u64", emitted),
        ("add_back", "u64", add_back),
        ("records", "u32", records),
    ]
    return content(label, fields)


def side_content(label, start, end):
    return [
        ("lot", "bytes32", sample(label + "/lot")),
        ("record", "bytes32", sample(label + "/record")),
        ("start", "u64", start),
        ("end", "u64", end),
        ("head", "bytes32", sample(label + "/head")),
    ]


def legs(label, ranges):
    """Legs of a burn proof: for each leg emission, then credit, borsh; and keccak-256 over all of them."""
    sides = [
        side_content(f"{label}/{leg}/{side}", *ends)
        for leg, pair in enumerate(ranges)
        for side, ends in zip(["emission", "credit"], pair)
    ]
    data = b"".join(encode(side, "little") for side in sides)
    return {"name": label, "sides": [inputs(side) for side in sides], "bytes": data.hex(), "hash": keccak256(data).hex()}


def burn_content(label, purpose, grams, legs_hash):
    purpose = purpose.encode()
    fields = [
        ("proposer", "bytes32", sample(label + "/proposer")),
        ("beneficiary", "bytes32", sample(label + "/beneficiary")),
        ("purpose", "bytes64", purpose + bytes(64 - len(purpose))),
        ("metadata", "bytes32", sample(label + "/metadata")),
        ("grams", "u64", grams),
        ("legs", "bytes32", legs_hash),
    ]
    return content(label, fields)


def restatement_content(label, old_valid_grams, new_valid_grams, buffer, item, reason, provider=True):
    reason = reason.encode()
    fields = [
        ("record", "bytes32", sample(label + "/record")),
        ("proposer", "bytes32", sample(label + "/proposer")),
        ("old_valid_grams", "u64", old_valid_grams),
        ("new_valid_grams", "u64", new_valid_grams),
        ("buffer", "u64", buffer),
        ("provider", "bytes32", sample(label + "/provider") if provider else bytes(32)),
        ("evidence", "bytes32", sample(label + "/evidence")),
        ("item", "u32", item),
        ("reason", "bytes64", reason + bytes(64 - len(reason))),
    ]
    return content(label, fields)


def trail(records):
    """Heads of a pool member's records: head' = keccak256(0x52 || head || record)."""
    head, heads = bytes(32), []
    for record in records:
        head = keccak256(b"\x52" + head + record)
        heads.append({"record": record.hex(), "head": head.hex()})
    return heads


def members(label, rows):
    """Members of a pool's settlement in the pool's order, borsh; and keccak-256 over all of them."""
    names = ["target", "gross", "add_back", "cured", "reduced", "closed", "share"]
    kinds = ["u64", "u64", "u128", "u128", "u64", "u8", "u64"]
    all_fields = []
    for place, row in enumerate(rows):
        fields = [("source", "bytes32", sample(f"{label}/{place}/source"))]
        fields += list(zip(names, kinds, row))
        fields += [
            ("emissions", "bytes32", sample(f"{label}/{place}/emissions")),
            ("reductions", "bytes32", sample(f"{label}/{place}/reductions")),
        ]
        all_fields.append(fields)
    data = b"".join(encode(fields, "little") for fields in all_fields)
    return {
        "name": label,
        "members": [inputs(fields) for fields in all_fields],
        "bytes": data.hex(),
        "hash": keccak256(data).hex(),
    }


def settlement_content(label, year, unit, target, gross, add_back, cured, outcome, credits, members_hash):
    fields = [
        ("pool", "bytes32", sample(label + "/pool")),
        ("year", "u16", year),
        ("unit", "u64", unit),
        ("target", "u64", target),
        ("gross", "u128", gross),
        ("add_back", "u128", add_back),
        ("cured", "u128", cured),
        ("outcome", "u8", outcome),
        ("credits", "u64", credits),
        ("members", "bytes32", members_hash),
    ]
    return content(label, fields)


def content(label, fields):
    data = encode(fields, "little")
    return {"name": label, "input": inputs(fields), "bytes": data.hex(), "hash": keccak256(data).hex()}


def ballot(label, kind, epoch, round_, expires, content_hash):
    """keccak-256 of the domain and the fields, little-endian."""
    fields = [
        ("program", "bytes32", sample("program")),
        ("registry", "bytes32", sample("registry")),
        ("subject", "bytes32", sample(label + "/subject")),
        ("kind", "u8", kind),
        ("epoch", "u64", epoch),
        ("round", "u8", round_),
        ("expires", "i64", expires),
        ("content", "bytes32", content_hash),
    ]
    digest = keccak256(b"carbon-consensus/ballot\x01" + encode(fields, "little"))
    return {"name": label, "input": inputs(fields), "digest": digest.hex()}


# ---------------------------------------------------------------------------------------------------------- lineage


def lineage():
    """A lot's history: issued, sold in part, converted. head' = keccak256(0x4c || head || entry)."""
    owner, buyer, zero = sample("lineage/owner"), sample("lineage/buyer"), bytes(32)
    steps = [
        (0, sample("lineage/lot"), zero, owner, 0, 351_701_000_000, 1_725_192_000, sample("lineage/record digest")),
        (1, sample("lineage/child"), owner, buyer, 1_000, 5_000_000, 1_725_192_001, zero),
        (2, sample("lineage/child"), buyer, buyer, 1_000, 4_000_000, 2**63 - 1, sample("lineage/pool")),
    ]
    names = ["kind", "lot", "from", "to", "start", "end", "time", "reference"]
    kinds = ["u8", "bytes32", "bytes32", "bytes32", "u64", "u64", "i64", "bytes32"]
    head, entries = zero, []
    for step in steps:
        fields = list(zip(names, kinds, step))
        data = encode(fields, "little")
        head = keccak256(b"\x4c" + head + data)
        entries.append({"input": inputs(fields), "bytes": data.hex(), "head": head.hex()})
    return entries


# ------------------------------------------------------------------------------------------------- leaves and payload

LEN = 208


def leaf_hash(entry):
    return keccak256(b"\x00" + entry)


def padded(magic, fields):
    data = magic + encode(fields, "big")
    assert len(data) <= LEN
    return data + bytes(LEN - len(data))


def leaf(name, magic, fields):
    data = padded(magic, fields)
    return {"name": name, "input": inputs(fields), "bytes": data.hex(), "hash": leaf_hash(data).hex()}


def certificate_leaf():
    fields = [
        ("registry", "bytes32", sample("registry")),
        ("index", "u64", 0),
        ("certificate", "bytes32", sample("certificate")),
        ("beneficiary", "bytes32", sample("beneficiary")),
        ("legs", "bytes32", sample("legs")),
        ("emission", "u64", 351_701_000_000),
        ("credit", "u64", 351_701_000_000),
        ("slot", "u64", 300_000_000),
        ("time", "i64", 1_725_192_000),
        ("metadata", "bytes32", sample("metadata")),
    ]
    return leaf("certificate", b"CNRLEAF1", fields)


def year_leaf():
    fields = [
        ("registry", "bytes32", sample("registry")),
        ("index", "u64", 2**32 - 2),
        ("inventory", "bytes32", sample("inventory")),
        ("source", "bytes32", sample("source")),
        ("owner", "bytes32", sample("owner")),
        ("emitted", "u64", 2**64 - 1),
        ("neutralized", "u64", 2**64 - 2),
        ("time", "i64", 1_725_192_001),
        ("statement", "bytes32", sample("statement")),
        ("year", "u16", 2023),
    ]
    return leaf("year", b"CNRYEAR1", fields)


def correction_leaf():
    fields = [
        ("registry", "bytes32", sample("registry")),
        ("index", "u64", 7),
        ("corrected", "bytes32", sample("certificate")),
        ("corrected_index", "u64", 0),
        ("void", "u64", 1_000_001),
        ("number", "u64", 1),
        ("slot", "u64", 300_000_002),
        ("time", "i64", 1_725_192_002),
    ]
    return leaf("correction", b"CNRCORR1", fields)


def payload(label, batch, first_leaf, leaf_count, previous_root, root, neutralized, corrections, unimpaired):
    fields = [
        ("registry", "bytes32", sample("registry")),
        ("batch", "u64", batch),
        ("first_leaf", "u64", first_leaf),
        ("leaf_count", "u64", leaf_count),
        ("previous_root", "bytes32", previous_root),
        ("root", "bytes32", root),
        ("neutralized", "u128", neutralized),
        ("corrections", "u64", corrections),
        ("unimpaired", "u64", unimpaired),
        ("slot", "u64", 300_000_003),
        ("time", "i64", 1_725_192_003),
        ("bump", "u8", 254),
    ]
    # Prefix: magic, version 1, kind 1.
    return {"name": label, "input": inputs(fields), "bytes": padded(b"CNRB\x01\x01", fields).hex()}


# ----------------------------------------------------------------------------------------------------------- ledger


def ledger_address(label, creation, core):
    """EIP-1014, through the deployer at the same address on every chain, with a salt of zeros."""
    program = sample("program")
    code = keccak256(creation + bytes(12) + core + program)
    deployer = bytes.fromhex("4e59b44847b379578588920ca78fbf26c0b4956c")
    address = keccak256(b"\xff" + deployer + bytes(32) + code)[12:]
    return {
        "name": label,
        "creation": creation.hex(),
        "core": core.hex(),
        "program": program.hex(),
        "address": address.hex(),
    }


def emitter(registry, bump):
    """The address that a Solana program derives from seeds: sha256 over seeds, bump, program and a fixed text."""
    program = sample("program")
    address = hashlib.sha256(b"log" + registry + bytes([bump]) + program + b"ProgramDerivedAddress").hexdigest()
    return {"registry": registry.hex(), "bump": str(bump), "program": program.hex(), "address": address}


# ------------------------------------------------------------------------------------------------------- rollup log


def log_leaves(count):
    return [leaf_hash(i.to_bytes(8, "big")) for i in range(count)]


def split(leaves):
    """RFC 9162, 2.1: the left part is the largest power of two smaller than the count."""
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return leaves[:k], leaves[k:]


def root_of(leaves):
    if len(leaves) == 1:
        return leaves[0]
    left, right = split(leaves)
    return keccak256(b"\x01" + root_of(left) + root_of(right))


def path_to(index, leaves):
    if len(leaves) == 1:
        return []
    left, right = split(leaves)
    if index < len(left):
        return path_to(index, left) + [root_of(right)]
    return path_to(index - len(left), right) + [root_of(left)]


def consistency(count, leaves, known=True):
    """RFC 9162, 2.1.4.1: PROOF, and SUBPROOF of a tree; `known` says whether the reader knows its root."""
    if count == len(leaves):
        return [] if known else [root_of(leaves)]
    left, right = split(leaves)
    if count <= len(left):
        return consistency(count, left, known) + [root_of(right)]
    return consistency(count - len(left), right, False) + [root_of(left)]


def log():
    """Leaves are H(00 || u64be(i))."""
    roots = [{"leaf_count": str(n), "root": root_of(log_leaves(n)).hex()} for n in (1, 2, 3, 5, 8, 1000)]
    paths = []
    for count, index in [(1, 0), (2, 1), (3, 2), (5, 0), (5, 4), (8, 3), (1000, 0), (1000, 511), (1000, 999)]:
        leaves = log_leaves(count)
        paths.append(
            {
                "leaf_count": str(count),
                "index": str(index),
                "leaf": leaves[index].hex(),
                "siblings": [sibling.hex() for sibling in path_to(index, leaves)],
                "root": root_of(leaves).hex(),
            }
        )
    proofs = []
    for earlier, count in [(1, 1), (1, 2), (2, 3), (3, 4), (3, 7), (4, 7), (6, 7), (5, 8), (8, 8), (512, 1000), (999, 1000)]:
        leaves = log_leaves(count)
        proofs.append(
            {
                "earlier_count": str(earlier),
                "earlier_root": root_of(leaves[:earlier]).hex(),
                "leaf_count": str(count),
                "root": root_of(leaves).hex(),
                "nodes": [node.hex() for node in consistency(earlier, leaves)],
            }
        )
    return {"roots": roots, "paths": paths, "consistency": proofs}


# ------------------------------------------------------------------------------------------------------------ the file


def golden():
    zero = bytes(32)
    claims = [
        # A year of measured emissions without factor and provider, limited assurance.
        claim_content(
            "claim/measured",
            kind=0, stream=0, first_day=19_539, last_day=19_904, grams=351_701_000_000, factor=zero, activity=0,
            method=1, gwp=1, assurance=0, provider=zero, item=0, adjustment=0,
        ),
        # A month of activity × factor, item 41 of an invoice file.
        claim_content(
            "claim/activity",
            kind=0, stream=15, first_day=18_353, last_day=18_382, grams=18_387_000, factor=sample("factor"),
            activity=100_000_000_000, method=0, gwp=0, assurance=1, provider=sample("provider"), item=41, adjustment=0,
        ),
        # Absorption with a corresponding adjustment, at the end of every range.
        claim_content(
            "claim/absorption",
            kind=2, stream=255, first_day=2**32 - 2, last_day=2**32 - 1, grams=2**64 - 1, factor=zero, activity=0,
            method=2**32 - 1, gwp=2, assurance=1, provider=sample("provider"), item=2**32 - 1, adjustment=2,
        ),
    ]
    years = [
        year_content("year/2023", 2023, 351_701_000_000, 0, 1),
        year_content("year/most", 2**16 - 1, 2**64 - 1, 2**64 - 2, 2**32 - 1),
    ]
    hash_of = lambda vector: bytes.fromhex(vector["hash"])
    burn_legs = [
        legs("legs/one", [((0, 351_701_000_000), (1_000, 351_701_001_000))]),
        legs("legs/eight", [((leg, 2**64 - 1), (2 * leg, 2**64 - 1 - leg)) for leg in range(8)]),
    ]
    burns = [
        burn_content("burn/one leg", "Emissions of 2023-24", 351_701_000_000, hash_of(burn_legs[0])),
        burn_content("burn/eight legs", "Ü" * 32, 2**64 - 1, hash_of(burn_legs[1])),
    ]
    restatements = [
        restatement_content("restatement/down", 42_636_000_000, 31_783_000_000, 0, 0, "over-issued", provider=False),
        restatement_content("restatement/up", 0, 2**64 - 1, 2**64 - 2, 2**32 - 1, "Ü" * 32),
    ]
    tonne = 1_000_000
    # ADBRI's three facilities of 2023-24 (Clean Energy Regulator), and a member at the end of every range.
    pool_members = [
        members(
            "pool/adbri",
            [
                (103_873 * tonne, 112_841 * tonne, 0, 0, 0, 1, 0),
                (877_429 * tonne, 809_431 * tonne, 38_998 * tonne, 0, 29_000 * tonne, 1, 23_037 * tonne),
                (671_653 * tonne, 657_038 * tonne, 0, 0, 14_615 * tonne, 1, 11_610 * tonne),
            ],
        ),
        members("pool/most", [(2**64 - 1, 2**64 - 2, 2**128 - 1, 2**128 - 2, 2**64 - 3, 0, 2**64 - 4)]),
    ]
    settlements = [
        settlement_content(
            "settlement/adbri", 2023, tonne, 1_652_955 * tonne, 1_579_310 * tonne, 38_998 * tonne, 0, 0, 34_647 * tonne,
            hash_of(pool_members[0]),
        ),
        settlement_content(
            "settlement/most", 2**16 - 1, 1, 2**64 - 1, 2**128 - 1, 2**128 - 2, 2**128 - 3, 2, 2**64 - 2,
            hash_of(pool_members[1]),
        ),
    ]
    ballots = [
        ballot("ballot/claim", 1, 6, 1, 1_725_796_800, hash_of(claims[0])),
        ballot("ballot/claim, next round", 1, 7, 2, 1_725_796_801, hash_of(claims[0])),
        ballot("ballot/year closing", 2, 2**64 - 1, 3, 2**63 - 1, hash_of(years[0])),
        ballot("ballot/burn proof", 3, 6, 1, 1_725_796_800, hash_of(burns[0])),
        ballot("ballot/restatement", 4, 6, 1, 1_725_796_800, hash_of(restatements[0])),
        ballot("ballot/settlement", 5, 6, 1, 1_725_796_800, hash_of(settlements[0])),
    ]
    five, eight = root_of(log_leaves(5)), root_of(log_leaves(8))
    return {
        "claim_content": claims,
        "year_content": years,
        "legs": burn_legs,
        "burn_content": burns,
        "restatement_content": restatements,
        "trail": trail([sample("trail/first"), sample("trail/second"), bytes(32)]),
        "pool_members": pool_members,
        "settlement_content": settlements,
        "ballot_digest": ballots,
        "lineage": lineage(),
        "leaf": [certificate_leaf(), year_leaf(), correction_leaf()],
        "log": log(),
        "payload": [
            payload("first batch", 1, 0, 5, zero, five, 351_701_000_000, 0, 0),
            payload("later batch", 2**64 - 1, 5, 8, five, eight, 2**128 - 1, 2**64 - 1, 2**64 - 2),
        ],
        "ledger": [
            ledger_address("no code", b"", bytes(20)),
            ledger_address("code", bytes(range(256)), sample("core")[12:]),
        ],
        # Wormhole's reference "Contract Addresses": EIP-155 id, Wormhole's id, core contract.
        "cores": [
            {"evm_chain": str(evm), "chain": str(chain), "address": core}
            for evm, chain, core in [
                (1, 2, "98f3c9e6e3face36baad05fe09d375ef1464288b"),
                (10, 24, "ee91c335eab126df5fdb3797ea9d6ad93aec9722"),
                (56, 4, "98f3c9e6e3face36baad05fe09d375ef1464288b"),
                (137, 5, "7a4b5a56256163f07b2c80a7ca55abe66c4ec4d7"),
                (8453, 30, "bebdb6c8ddc678ffa9f8748f85c815c556dd8ac6"),
                (42161, 23, "a5f208e072434bc67592e4c49c1b991ba79bca46"),
                (43114, 6, "54a8e5f9c4cba08f9943965859f6c34eaf03e26c"),
                (11155111, 10002, "4a8bc80ed5a4067f1ccf107057b8270e0cc11a78"),
            ]
        ],
        "emitter": [emitter(sample("registry"), 255), emitter(sample("other registry"), 0)],
    }


if __name__ == "__main__":
    target = pathlib.Path(__file__).with_name("golden.json")
    text = json.dumps(golden(), indent=2) + "\n"
    if sys.argv[1:] == ["--check"]:
        if target.read_text() != text:
            sys.exit(f"{target} is out of date: run `make generate`")
    else:
        target.write_text(text)
        print(f"wrote {target}")
