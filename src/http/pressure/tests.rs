use super::*;

fn share(caller: &str, n: u128) -> Share {
    Share {
        legal_entity: Some(uuid::Uuid::from_u128(n).into()),
        caller: caller.to_owned(),
    }
}

fn limits() -> Limits {
    Limits {
        caller_cost: 1_000,
        caller_restore: 100,
        tenant_cost: 1_500,
        tenant_restore: 1_000,
        executing: 2,
        executing_of_one: 1,
        waiting: 1,
        wait_ms: 20,
        ..Limits::default()
    }
}

#[test]
fn a_share_is_used_up_and_fills_up_again() {
    let pressure = Pressure::new(limits());
    let begun = Instant::now();
    let after = |ms| begun + Duration::from_millis(ms);
    let me = share("me", 1);
    assert_eq!(pressure.admit(&me, begun), Ok(()));
    let standing = pressure.charge(&me, 999, begun);
    assert_eq!(
        (standing.most, standing.now, standing.restore),
        (1_000, 1, 100)
    );
    assert_eq!(pressure.admit(&me, begun), Ok(()));
    pressure.charge(&me, 251, begun);
    // 250 in debt: two and a half seconds, and something has to be in it.
    assert_eq!(pressure.admit(&me, begun), Err(Away::Throttled(3)));
    assert_eq!(pressure.admit(&me, after(2_490)), Err(Away::Throttled(1)));
    assert_eq!(pressure.admit(&me, after(2_510)), Ok(()));
    assert_eq!(pressure.charge(&me, 0, after(60_000)).now, 1_000);
}

#[test]
fn a_legal_entity_has_one_share_for_all_and_others_have_their_own() {
    let pressure = Pressure::new(limits());
    let now = Instant::now();
    pressure.charge(&share("me", 1), 900, now);
    pressure.charge(&share("you", 1), 600, now);
    assert_eq!(
        pressure.admit(&share("third", 1), now),
        Err(Away::Throttled(1))
    );
    assert_eq!(pressure.admit(&share("me", 2), now), Ok(()));
}

#[test]
fn shares_that_are_full_are_forgotten() {
    let pressure = Pressure::new(limits());
    let now = Instant::now();
    for n in 0..5_000_u128 {
        pressure.charge(
            &share("me", n),
            1,
            now + Duration::from_secs(u64::try_from(n).unwrap()),
        );
    }
    let kept = pressure.callers.lock().unwrap().all.len();
    assert!(kept < 1_100, "{kept}");
}

#[tokio::test]
async fn turns_are_few_and_fewer_for_one() {
    let pressure = Pressure::new(limits());
    let (a, b) = (share("me", 1).legal_entity, share("me", 2).legal_entity);
    let first = pressure.turn(a).await.ok().unwrap();
    assert_eq!(pressure.turn(a).await.err(), Some(Away::Overloaded));
    let second = pressure.turn(b).await.ok().unwrap();
    assert_eq!(pressure.turn(None).await.err(), Some(Away::Overloaded));
    drop(first);
    let third = pressure.turn(None).await;
    assert!(third.is_ok());
    drop(second);
    assert!(pressure.turn(b).await.is_ok());
}

#[tokio::test]
async fn more_than_may_wait_are_sent_away_at_once() {
    let pressure = Arc::new(Pressure::new(Limits {
        wait_ms: 60_000,
        executing_of_one: 2,
        ..limits()
    }));
    let (first, second) = (pressure.turn(None).await, pressure.turn(None).await);
    let waiting = tokio::spawn({
        let pressure = Arc::clone(&pressure);
        async move { pressure.turn(None).await.is_ok() }
    });
    while pressure.queue.available_permits() > 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(pressure.turn(None).await.err(), Some(Away::Overloaded));
    drop((first, second));
    assert!(waiting.await.unwrap());
}

#[test]
fn a_legal_entity_has_one_place_and_all_together_have_so_many() {
    let places = Places::new(2, "exported");
    let of = |n| share("me", n).legal_entity;
    let none_left = Some(Away::NoPlace("exported"));
    let first = places.take(of(1)).ok().unwrap();
    assert_eq!(places.take(of(1)).err(), none_left);
    let second = places.take(of(2)).ok().unwrap();
    assert_eq!(places.take(of(3)).err(), none_left);
    assert_eq!(places.n_taken(), 2);
    drop(first);
    let third = places.take(of(3)).ok().unwrap();
    drop((second, third));
    assert_eq!(places.n_taken(), 0);
    assert!(places.take(of(1)).is_ok());
}

#[tokio::test]
async fn what_is_half_way_waits_for_its_next_turn_as_long_as_it_takes() {
    let pressure = Arc::new(Pressure::new(limits()));
    let taken = pressure.turn(None).await.ok().unwrap();
    let waiting = tokio::spawn({
        let pressure = Arc::clone(&pressure);
        async move { drop(pressure.next_turn(None).await) }
    });
    // Longer than it is waited for a turn at once.
    sleep(Duration::from_millis(200)).await;
    assert!(!waiting.is_finished());
    drop(taken);
    waiting.await.unwrap();
}
