use carbon_client::program::{pool::*, token::TokenClass};
use carbon_tests::*;

#[test]
fn adbri() {
    let mut world = World::before();
    let reports = [
        Report::tonnes(103_873, 112_841, 0, 0),
        Report::tonnes(877_429, 809_431, 38_998, 0),
        Report::tonnes(671_653, 657_038, 0, 0),
    ];
    let (pool, sources) = world.run_pool(PoolUnit::Tonne, &reports);
    let totals = world.pool(&pool).totals.unwrap();
    println!("{totals:?}");
    for source in sources {
        println!("{:?}", world.member(&source));
    }
    world.assert_conservation();
    assert_eq!(world.supply(TokenClass::ReductionCredit), 34_647 * TONNE);
}
