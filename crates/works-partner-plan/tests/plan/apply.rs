//! Each change once, whatever happens in between.

use works_partner_plan::{ChangeList, Error, Journal, OutcomeKind, WriteState, apply};
use works_partner_sandbox::{Fault, Resource};

use super::support::{World, id, kinds, lines, only, state};

fn upgrades(customers: i64) -> String {
    let mut list = "domainId,operation,optionProductId,subOptionId\n".to_owned();
    for number in 1..=customers {
        list.push_str(&format!("{},upgrade,SSTG2,SSTG203\n", id(number)));
    }
    list
}

fn sub_option(world: &World, number: i64) -> String {
    let state = world.sandbox.state();
    let options = state.all(id(number), Resource::OptionProduct).unwrap();
    let option = options
        .iter()
        .find(|option| option["optionProductId"] == "SSTG2")
        .unwrap();
    option["subOptionId"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn each_change_is_sent_once_and_written_down() {
    let world = World::of(state(4)).await;
    let plan = world.plan(&upgrades(4)).await;
    let journal = Journal::in_memory().unwrap();
    let report = world.apply(&plan, &journal).await;
    assert_eq!(kinds(&report), [OutcomeKind::Done; 4]);
    assert_eq!(world.writes().len(), 4);
    assert_eq!(sub_option(&world, 4), "SSTG203");
    let writes = journal.writes().unwrap();
    assert!(
        writes
            .iter()
            .all(|write| write.state == WriteState::Done && write.status == Some(200))
    );

    // Who applies it again is told; who resumes it sends nothing.
    let again = apply(
        &plan,
        None,
        &world.client,
        &journal,
        &world.options(),
        |_| {},
    )
    .await;
    assert!(matches!(again, Err(Error::Begun { sent: 4 })), "{again:?}");
    let mut options = world.options();
    options.resume = true;
    let report = world.apply_with(&plan, &journal, &options).await;
    assert_eq!(kinds(&report), [OutcomeKind::Done; 4]);
    assert_eq!(world.writes().len(), 4);

    // On another machine, with a journal of its own, all is found done.
    let other = Journal::in_memory().unwrap();
    let report = world.apply(&plan, &other).await;
    assert_eq!(kinds(&report), [OutcomeKind::DoneAlready; 4]);
    assert_eq!(world.writes().len(), 4);
    assert_eq!(other.writes().unwrap(), []);
}

#[tokio::test]
async fn an_unknown_outcome_is_settled_by_reading() {
    for (fault, is_done) in [
        (Fault::ResetAfterRequest, true),
        (Fault::GatewayPage(502), false),
    ] {
        let world = World::of(state(1)).await;
        let plan = world.plan(&upgrades(1)).await;
        let journal = Journal::in_memory().unwrap();
        world
            .sandbox
            .faults()
            .push_for("upgrade_option_product", fault.clone());
        let report = world.apply(&plan, &journal).await;
        let first = only(&report).kind;
        let expected = if is_done {
            OutcomeKind::Done
        } else {
            OutcomeKind::Unknown
        };
        assert_eq!(first, expected, "{fault:?} {report:?}");
        let mut options = world.options();
        options.resume = true;
        let report = world.apply_with(&plan, &journal, &options).await;
        assert_eq!(only(&report).kind, OutcomeKind::Done, "{fault:?}");
        assert_eq!(sub_option(&world, 1), "SSTG203");
    }
}

#[tokio::test]
async fn only_some_lines_and_a_dry_run() {
    let world = World::of(state(3)).await;
    let plan = world.plan(&upgrades(3)).await;
    let journal = Journal::in_memory().unwrap();
    let mut options = world.options();
    options.dry_run = true;
    let report = world.apply_with(&plan, &journal, &options).await;
    assert_eq!(kinds(&report), [OutcomeKind::WouldSend; 3]);
    options.dry_run = false;
    options.only = lines(&[3]);
    let report = world.apply_with(&plan, &journal, &options).await;
    use OutcomeKind::{Done, NotWanted};
    assert_eq!(kinds(&report), [NotWanted, Done, NotWanted]);
    assert_eq!(world.writes().len(), 1);
}

#[tokio::test]
async fn a_change_stands_on_the_line_before_it() {
    let world = World::of(state(1)).await;
    let customer = id(1);
    let list = format!(
        "domainId,operation,optionProductId,subOptionId,applyDate\n\
         {customer},upgrade,SSTG2,SSTG202,\n{customer},upgrade,SSTG2,SSTG204,2026-12-12\n"
    );
    let plan = world.plan(&list).await;
    assert_eq!(plan.mistakes(), Vec::<&works_partner_plan::Mistake>::new());
    assert_eq!(plan.changes[1].after, [2]);
    let journal = Journal::in_memory().unwrap();
    let report = world.apply(&plan, &journal).await;
    assert_eq!(kinds(&report), [OutcomeKind::Done; 2], "{report:?}");
}

#[tokio::test]
async fn secrets_come_from_the_list_and_stay_out_of_the_journal() {
    let world = World::of(state(1)).await;
    let text = "{\"operation\": \"customer create\", \"domain\": \"new.by-works.com\", \"companyName\": \"New\", \
         \"phoneNumber\": \"+81-3-1\", \"timeZone\": \"Asia/Tokyo\", \"locale\": \"ja_JP\", \"administrator\": \
         {\"lastName\": \"A\", \"firstName\": \"B\", \"password\": \"SGlkZGVuLVdvcmQtNw==\", \"id\": \"admin\", \
         \"privateEmail\": \"a@b.example\"}}\n";
    let list = ChangeList::read(text.as_bytes());
    let plan = world.plan_of(&list).await;
    let journal = Journal::in_memory().unwrap();
    let without = apply(
        &plan,
        None,
        &world.client,
        &journal,
        &world.options(),
        |_| {},
    )
    .await;
    assert!(
        matches!(without, Err(Error::SecretMissing { line: 1 })),
        "{without:?}"
    );
    let with = apply(
        &plan,
        Some(&list),
        &world.client,
        &journal,
        &world.options(),
        |_| {},
    )
    .await
    .unwrap();
    assert_eq!(only(&with).kind, OutcomeKind::Done, "{with:?}");
    let writes = format!("{:?}", journal.writes().unwrap());
    assert!(!writes.contains("SGlkZGVuLVdvcmQtNw=="), "{writes}");
    assert!(!format!("{with:?}").contains("SGlkZGVuLVdvcmQtNw=="));
}

/// Two machines apply one plan at the same instant, each with a journal of its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_that_are_truly_simultaneous_one_makes_each_change() {
    const CHANGES: i64 = 60;
    let world = World::of(state(CHANGES)).await;
    let plan = world.plan(&upgrades(CHANGES)).await;
    let journals = [(); 2].map(|()| Journal::in_memory().unwrap());
    let (one, other) = tokio::join!(
        world.apply(&plan, &journals[0]),
        world.apply(&plan, &journals[1])
    );
    let mut refused = 0;
    for (one, other) in one.outcomes.iter().zip(&other.outcomes) {
        let mut kinds = [one.kind, other.kind];
        kinds.sort();
        assert_eq!(
            kinds,
            [OutcomeKind::Done, OutcomeKind::DoneAlready],
            "{one:?} {other:?}"
        );
        refused += [one, other]
            .iter()
            .filter(|it| it.settled.is_some())
            .count();
    }
    // What was refused is in a journal with the server's answer, and stays what it was found to be.
    let written: Vec<_> = journals
        .iter()
        .flat_map(|it| it.writes().unwrap())
        .collect();
    let states = written
        .iter()
        .filter(|write| write.state == WriteState::Refused);
    assert_eq!(states.count(), refused);
    println!("{refused} of {CHANGES} were refused");
    let mut options = world.options();
    options.resume = true;
    for (journal, before) in journals.iter().zip([&one, &other]) {
        let again = world.apply_with(&plan, journal, &options).await;
        assert_eq!(kinds(&again), kinds(before));
    }
}

#[tokio::test]
async fn one_process_at_a_time_uses_a_journal() {
    let world = World::of(state(1)).await;
    let plan = world.plan(&upgrades(1)).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let journal = Journal::open(&path).unwrap();
    // What another process would hold.
    let lock = std::fs::File::create(folder.path().join("journal.db.lock")).unwrap();
    fs4::FileExt::try_lock(&lock).unwrap();
    let refused = apply(
        &plan,
        None,
        &world.client,
        &journal,
        &world.options(),
        |_| {},
    )
    .await;
    assert!(matches!(refused, Err(Error::Locked { .. })), "{refused:?}");
    drop(lock);
    assert_eq!(
        only(&world.apply(&plan, &journal).await).kind,
        OutcomeKind::Done
    );
}
