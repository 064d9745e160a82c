use super::*;
use crate::demo::rows::sign;
use ed25519_dalek::SigningKey;

const HEAD: &str = "item,meter,first_day,last_day,amount,unit\n";

fn totals(rows: &str) -> Result<BTreeMap<u32, Item>> {
    parse(format!("{HEAD}{rows}").as_bytes())
}

#[test]
fn meters_of_an_item_add_up_exactly() {
    let items = totals(
        "0,a,2020-01-01,2020-01-31,0.1,kWh\n0,a,2020-02-01,2020-02-29,0.2,kWh\n0,b,2020-01-01,2020-02-29,7,kWh\n\
         1,c,2020-01-01,2020-01-01,0.000001,litre\n",
    )
    .unwrap();
    assert_eq!(items[&0].amount, 7_300_000);
    assert_eq!(items[&0].last_day - items[&0].first_day, 59);
    assert_eq!((items[&1].amount, items[&1].unit.as_str()), (1, "litre"));
}

#[test]
fn hostile_rows_are_refused() {
    let amounts = [
        "-1",
        "+1",
        "1e9",
        "NaN",
        "inf",
        "",
        ".",
        "1.",
        ".5",
        "1,5",
        "1 000",
        " 1",
        "0x10",
        "1.0000001",
        "1_000",
        "½",
        "١",
        "18446744073710",
        "99999999999999999999999",
    ];
    for amount in amounts {
        let error = totals(&format!("0,a,2020-01-01,2020-01-01,\"{amount}\",kWh\n")).expect_err(amount);
        assert!(format!("{error:#}").starts_with("line 2: "), "{error:#}");
    }
    let days = [
        "2020-02-30",
        "2021-02-29",
        "2020-13-01",
        "2020-00-01",
        "2020-1-1",
        "20200101",
        "01/02/2020",
        "2020-01-0a",
        "1969-12-31",
        "２020-01-1",
        "+020-01-01",
        "",
    ];
    for day in days {
        totals(&format!("0,a,{day},{day},1,kWh\n")).expect_err(day);
    }
    let rows = [
        ("no rows", ""),
        ("first after last", "0,a,2020-01-02,2020-01-01,1,kWh\n"),
        ("overlap", "0,a,2020-01-01,2020-01-31,1,kWh\n0,a,2020-01-31,2020-02-01,1,kWh\n"),
        ("same row twice", "0,a,2020-01-01,2020-01-31,1,kWh\n0,a,2020-01-01,2020-01-31,1,kWh\n"),
        ("gap", "0,a,2020-01-01,2020-01-31,1,kWh\n0,a,2020-02-02,2020-02-03,1,kWh\n"),
        ("unit changes", "0,a,2020-01-01,2020-01-31,1,kWh\n0,a,2020-02-01,2020-02-03,1,MWh\n"),
        ("units of meters differ", "0,a,2020-01-01,2020-01-31,1,kWh\n0,b,2020-01-01,2020-01-31,1,MWh\n"),
        ("days of meters differ", "0,a,2020-01-01,2020-01-31,1,kWh\n0,b,2020-01-01,2020-01-30,1,kWh\n"),
        ("a column short", "0,a,2020-01-01,2020-01-31,1\n"),
        ("a column more", "0,a,2020-01-01,2020-01-31,1,kWh,2\n"),
        ("no meter", "0,,2020-01-01,2020-01-31,1,kWh\n"),
        ("no unit", "0,a,2020-01-01,2020-01-31,1,\n"),
        ("negative item", "-1,a,2020-01-01,2020-01-31,1,kWh\n"),
        ("huge item", "4294967296,a,2020-01-01,2020-01-31,1,kWh\n"),
        ("sum overflows", "0,a,2020-01-01,2020-01-01,18446744073709,kWh\n0,a,2020-01-02,2020-01-02,1,kWh\n"),
        ("sum of meters overflows", "0,a,2020-01-01,2020-01-01,18446744073709,kWh\n0,b,2020-01-01,2020-01-01,1,kWh\n"),
    ];
    for (name, rows) in rows {
        totals(rows).expect_err(name);
    }
    parse(b"").expect_err("an empty file");
    parse(b"meter,item,first_day,last_day,amount,unit\n").expect_err("other columns");
    parse(&[HEAD.as_bytes(), b"0,\xff,2020-01-01,2020-01-01,1,kWh\n"].concat()).expect_err("not UTF-8");
}

#[test]
fn only_the_providers_own_bytes_pass() {
    let (key, other) = (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[2; 32]));
    let provider = Pubkey::new_from_array(key.verifying_key().to_bytes());
    let signature = hex::encode(sign(b"rows", &key));
    assert_eq!(verify(b"rows", &signature, &provider).unwrap(), <[u8; 32]>::from(Sha256::digest(b"rows")));
    verify(b"rowz", &signature, &provider).expect_err("changed bytes");
    verify(b"rows", &hex::encode(sign(b"rows", &other)), &provider).expect_err("another key");
    verify(b"rows", &signature[2..], &provider).expect_err("a short signature");
    verify(b"rows", "nothing", &provider).expect_err("no signature");
    verify(b"rows", &signature, &Pubkey::default()).expect_err("the default key signs nothing");
}

#[test]
fn a_uri_stays_inside_the_evidence_folder() {
    let dir = Path::new("/evidence");
    assert_eq!(local_path("https://evidence.example/uk/a-b.csv", dir).unwrap(), dir.join("uk/a-b.csv"));
    for uri in [
        "https://evidence.example/../x",
        "https://evidence.example//etc/passwd",
        "file:///etc/passwd",
        "https://evidence.example/",
    ] {
        assert!(local_path(uri, dir).map_or(true, |path| path.starts_with(dir)), "{uri}");
    }
    local_path("https://evidence.example/../x", dir).expect_err("above the folder");
}
