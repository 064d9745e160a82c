use super::*;
use crate::evidence::manifest::Manifest;

/// A manifest of one file and item, for the days of February 2020.
fn manifest(kind: &str, unit: &str, meters: &[&str]) -> Manifest {
    let json = serde_json::json!({
        "format": "carbon-evidence",
        "version": 1,
        "source": crate::key::Key([7; 32]),
        "boundary": "operational",
        "files": [{ "path": "rows.csv", "kind": kind, "format": "csv", "bytes": 0, "sha256": "" }],
        "items": [{
            "item": 0, "kind": kind, "stream": 0, "first_day": "2020-02-01", "last_day": "2020-02-29", "unit": unit,
            "basis": "measured", "gwp": "AR5", "meters": meters,
        }],
    });
    Manifest::parse(json.to_string().as_bytes()).unwrap()
}

fn recomputed(manifest: &Manifest, rows: &str, kind: ClaimKind) -> Result<Recomputed, (String, String)> {
    let kwh = Gases { co2: 183_520_000, ch4: 250_000, n2o: 100_000, other: 0 };
    let activity = matches!(manifest.items[0].kind, Kind::MeteredEnergy | Kind::Fuel | Kind::Invoices);
    let factor = activity.then_some((kwh, factor::Basis::Co2e, "kWh"));
    recompute(manifest, &[rows.as_bytes().to_vec()], &manifest.items[0], &Rule { kind, gwp: GwpSet::Ar5, factor })
}

fn grams(manifest: &Manifest, rows: &str, kind: ClaimKind) -> u64 {
    recomputed(manifest, rows, kind).unwrap().grams
}

const DAYS: &str = "2020-02-01,2020-02-29";

#[test]
fn every_kind_gives_the_grams_worked_out_by_hand() {
    let gas = manifest("metered_energy", "MWh", &["a", "b"]);
    let rows = format!("item,meter,first_day,last_day,amount,unit\n0,a,{DAYS},1.5,MWh\n0,b,{DAYS},0.000001,MWh\n");
    // 1,500.001 kWh of 183.87 g are 275,805.18387 g.
    let all = recomputed(&gas, &rows, ClaimKind::Emission).unwrap();
    assert_eq!((all.rows, all.activity, all.grams), (2, Some(1_500_001_000), 275_806));

    let stack = manifest("stack_emissions", "t", &["s"]);
    let rows = format!(
        "item,meter,first_day,last_day,gas,amount,unit,co2e_kg\n0,s,{DAYS},CO2,2,t,2000\n0,s,{DAYS},CH4,1,t,28000\n\
         0,s,{DAYS},N2O,0.5,t,132500\n0,s,{DAYS},CO2e,0.25,t CO2e,250\n"
    );
    assert_eq!(grams(&stack, &rows, ClaimKind::Emission), 2_000_000 + 28_000_000 + 132_500_000 + 250_000);

    let forest = manifest("forest_plots", "t CO2e", &["p", "q"]);
    let head = "item,plot,first_day,last_day,area_ha,before_t_per_ha,after_t_per_ha";
    let rows = format!("{head}\n0,p,{DAYS},10,100,101.5\n0,q,{DAYS},1,50,49.999999\n");
    assert_eq!(grams(&forest, &rows, ClaimKind::Absorption), 15_000_000 - 1, "a plot that lost a gram");

    let capture = manifest("direct_capture", "kg", &["c"]);
    let rows = format!("item,meter,first_day,last_day,amount,loss,unit\n0,c,{DAYS},10.0009,0.5,kg\n");
    assert_eq!(grams(&capture, &rows, ClaimKind::Absorption), 9_500, "credits round down");

    let project = manifest("project", "t CO2e", &["baseline", "project", "leakage"]);
    let head = "item,part,first_day,last_day,amount,unit";
    let rows = format!("{head}\n0,baseline,{DAYS},9,t CO2e\n0,project,{DAYS},5,t CO2e\n0,leakage,{DAYS},1,t CO2e\n");
    assert_eq!(grams(&project, &rows, ClaimKind::Reduction), 3_000_000);

    let invoices = manifest("invoices", "kWh", &["a"]);
    let head = "item,meter,first_day,last_day,amount,unit,invoice,cost,currency";
    let rows = format!("{head}\n0,a,{DAYS},100000,kWh,R-1,9,GBP\n");
    assert_eq!(grams(&invoices, &rows, ClaimKind::Emission), 18_387_000);
}

#[test]
fn rows_that_do_not_cover_the_days_exactly_once_are_refused() {
    let gas = manifest("metered_energy", "kWh", &["a", "b"]);
    let head = "item,meter,first_day,last_day,amount,unit";
    let b = format!("0,b,{DAYS},1,kWh");
    for (name, rows) in [
        ("a gap", "0,a,2020-02-01,2020-02-10,1,kWh\n0,a,2020-02-12,2020-02-29,1,kWh"),
        ("a day twice", "0,a,2020-02-01,2020-02-10,1,kWh\n0,a,2020-02-10,2020-02-29,1,kWh"),
        ("a row twice", "0,a,2020-02-01,2020-02-29,1,kWh\n0,a,2020-02-01,2020-02-29,1,kWh"),
        ("a day outside", "0,a,2020-02-01,2020-03-01,1,kWh"),
        ("a meter that is missing", ""),
        ("a meter that is not listed", "0,a,2020-02-01,2020-02-29,1,kWh\n0,c,2020-02-01,2020-02-29,1,kWh"),
        ("another unit", "0,a,2020-02-01,2020-02-29,1,MWh"),
        ("no amount", "0,a,2020-02-01,2020-02-29,-1,kWh"),
    ] {
        recomputed(&gas, &format!("{head}\n{b}\n{rows}\n"), ClaimKind::Emission).expect_err(name);
    }
    let halves = format!("{head}\n{b}\n0,a,2020-02-11,2020-02-29,1,kWh\n0,a,2020-02-01,2020-02-10,1,kWh\n");
    recomputed(&gas, &halves, ClaimKind::Emission).expect("in any order");
    let error = recomputed(&gas, &format!("{head}\n{b}\n0,a,{DAYS},x,kWh\n"), ClaimKind::Emission).unwrap_err();
    assert_eq!(error.0, "rows.csv, line 3", "the row is named");
}

#[test]
fn an_exchanged_meter_covers_the_days_of_its_service() {
    let mut gas = manifest("metered_energy", "kWh", &["old", "new"]);
    let service = serde_json::json!([
        { "meter": "old", "first_day": "2020-02-01", "last_day": "2020-02-10", "reason": "exchanged" },
        { "meter": "new", "first_day": "2020-02-11", "last_day": "2020-02-29", "reason": "follows old" },
    ]);
    let head = "item,meter,first_day,last_day,amount,unit";
    let rows = |end: &str| format!("{head}\n0,old,2020-02-01,{end},1,kWh\n0,new,2020-02-11,2020-02-29,1,kWh\n");
    assert!(recomputed(&gas, &rows("2020-02-10"), ClaimKind::Emission).unwrap_err().1.contains("leave out time"));
    gas.items[0].service = serde_json::from_value(service).unwrap();
    assert_eq!(grams(&gas, &rows("2020-02-10"), ClaimKind::Emission), 368);
    for end in ["2020-02-09", "2020-02-11"] {
        assert!(recomputed(&gas, &rows(end), ClaimKind::Emission).unwrap_err().1.contains("do not cover"), "{end}");
    }
}

#[test]
fn units_convert_exactly_or_not_at_all() {
    let convert = |micro, from: &str, to: &str| {
        Unit::named(from).unwrap().convert(micro, &Unit::named(to).unwrap(), Rounding::Up)
    };
    assert_eq!(convert(1_000_000, "mmBtu", "MJ"), Some(1_055_055_853));
    assert_eq!(convert(3_600_000, "GJ", "MWh"), Some(1_000_000));
    assert_eq!(convert(1_000_000, "US gal", "litre"), Some(3_785_412));
    assert_eq!(convert(1_000_000, "imp gal", "litre"), Some(4_546_090));
    assert_eq!(convert(1, "t", "kg"), Some(1_000));
    assert_eq!(convert(1, "m3", "kWh"), None, "the energy of a volume does not follow from units");
    assert_eq!(convert(1, "t", "t CO2e"), None);
    assert_eq!(Unit::named("therm"), None);
    assert_eq!(Unit::named("kwh"), None);
}
