//! What goes wrong. Each kind has its turn before one comes again.

use std::{collections::BTreeMap, time::Duration};

use rand::{Rng as _, SeedableRng as _, rngs::StdRng, seq::SliceRandom as _};
use serde_json::json;
use tokio::time::sleep;
use uuid::Uuid;

use super::World;
use crate::{app::within, cluster::Replica, process::Process, subject::Person};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    BackendKilled,
    BackendPaused,
    SidecarKilled,
    SidecarPaused,
    FrontendKilled,
    FrontendSidecarKilled,
    BrokerKilled,
    BrokerPaused,
    BrokerDiskFull,
    DatabaseKilled,
    DatabasePaused,
    PoisonSent,
}

impl Fault {
    const ALL: [Self; 12] = [
        Self::BackendKilled,
        Self::BackendPaused,
        Self::SidecarKilled,
        Self::SidecarPaused,
        Self::FrontendKilled,
        Self::FrontendSidecarKilled,
        Self::BrokerKilled,
        Self::BrokerPaused,
        Self::BrokerDiskFull,
        Self::DatabaseKilled,
        Self::DatabasePaused,
        Self::PoisonSent,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::BackendKilled => "backend killed",
            Self::BackendPaused => "backend paused",
            Self::SidecarKilled => "sidecar killed",
            Self::SidecarPaused => "sidecar paused",
            Self::FrontendKilled => "frontend killed",
            Self::FrontendSidecarKilled => "frontend's sidecar killed",
            Self::BrokerKilled => "broker killed",
            Self::BrokerPaused => "broker paused",
            Self::BrokerDiskFull => "broker's disk full",
            Self::DatabaseKilled => "database killed",
            Self::DatabasePaused => "database paused",
            Self::PoisonSent => "poison sent",
        }
    }
}

pub(super) struct Faults {
    random: StdRng,
    /// Those whose turn it still is.
    bag: Vec<Fault>,
    counts: BTreeMap<Fault, u32>,
    poison: Vec<Poison>,
}

/// Poison, by words that are in no other event.
#[derive(Debug, Clone)]
pub(super) struct Poison {
    pub(super) mark: String,
    /// Whether the broker took it for sure; else it may have.
    pub(super) taken: bool,
}

impl Faults {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            random: StdRng::seed_from_u64(seed),
            bag: Vec::new(),
            counts: BTreeMap::new(),
            poison: Vec::new(),
        }
    }

    /// How long nothing happens.
    pub(super) fn pause(&mut self) -> Duration {
        Duration::from_millis(self.random.next_u64() % 1000)
    }

    pub(super) fn poison(&self) -> &[Poison] {
        &self.poison
    }

    /// Each kind with how often it happened.
    pub(super) fn told(&self) -> String {
        let counts = self.counts.iter();
        let told: Vec<_> = counts
            .map(|(fault, count)| format!("{} {count}", fault.name()))
            .collect();
        told.join(", ")
    }

    /// Does one thing to the world and sets it right again.
    pub(super) async fn strike(&mut self, world: &mut World, people: &[Person]) {
        if self.bag.is_empty() {
            let has_disk = world.cluster.kafka.disk.is_some();
            self.bag.extend(Fault::ALL);
            self.bag
                .retain(|fault| has_disk || *fault != Fault::BrokerDiskFull);
            self.bag.shuffle(&mut self.random);
        }
        let fault = self.bag.pop().expect("a fault");
        let down = Duration::from_millis(200 + self.random.next_u64() % 1800);
        match fault {
            Fault::PoisonSent => self.poison_with(world, people).await,
            Fault::BackendKilled
            | Fault::BackendPaused
            | Fault::SidecarKilled
            | Fault::SidecarPaused => {
                let replica = if self.random.next_u64().is_multiple_of(2) {
                    &mut world.cluster.replica
                } else {
                    &mut world.second
                };
                break_replica(fault, replica, down).await;
            }
            _ => break_world(fault, world, down).await,
        }
        *self.counts.entry(fault).or_default() += 1;
    }

    /// Sends what no consumer can use, among somebody's events.
    async fn poison_with(&mut self, world: &World, people: &[Person]) {
        let person =
            &people[usize::try_from(self.random.next_u64() % people.len() as u64).unwrap()];
        let mark = Uuid::from_u128(rand::random()).to_string();
        let newer = json!({
            "specversion": "1.0", "id": mark, "source": "/elsewhere", "type": "task.created",
            "subject": person.id, "time": "2026-11-25T00:00:00Z", "datacontenttype": "application/json",
            "data": {"schema_version": 99, "user_id": person.id},
        });
        for envelope in [newer.to_string(), format!("no JSON {mark}")] {
            let taken = world
                .cluster
                .subject
                .try_publish(person, envelope.clone())
                .await;
            self.poison.push(Poison {
                mark: envelope,
                taken,
            });
        }
    }
}

async fn break_replica(fault: Fault, replica: &mut Replica, down: Duration) {
    match fault {
        Fault::BackendKilled => {
            replica.backend.kill().await;
            sleep(down).await;
            replica.restart_backend().await;
        }
        Fault::BackendPaused => pause(&replica.backend, down).await,
        Fault::SidecarKilled => {
            replica.sidecar.kill().await;
            sleep(down).await;
            replica.restart_sidecar().await;
        }
        _ => pause(&replica.sidecar, down).await,
    }
}

async fn pause(process: &Process, down: Duration) {
    process.signal("STOP").await;
    sleep(down).await;
    process.signal("CONT").await;
}

async fn break_world(fault: Fault, world: &mut World, down: Duration) {
    let (kafka, postgres, door) = (
        &world.cluster.kafka,
        &world.cluster.postgres,
        &mut world.door,
    );
    match fault {
        Fault::FrontendKilled => {
            door.frontend.kill().await;
            sleep(down).await;
            door.restart_frontend().await;
        }
        Fault::FrontendSidecarKilled => {
            door.caller.sidecar.kill().await;
            sleep(down).await;
            door.caller.restart().await;
        }
        Fault::BrokerKilled => {
            kafka.kill().await;
            sleep(down).await;
            kafka.again().await;
        }
        Fault::BrokerPaused => {
            kafka.signal("STOP").await;
            sleep(down).await;
            kafka.signal("CONT").await;
        }
        Fault::BrokerDiskFull => {
            let disk = kafka.disk.as_ref().expect("a small disk");
            disk.fill();
            // What is published meanwhile finds no room, and the broker may end over it.
            sleep(down * 2).await;
            kafka.kill().await;
            disk.free();
            kafka.again().await;
        }
        Fault::DatabaseKilled => {
            postgres.kill().await;
            sleep(down).await;
            postgres.again().await;
            answers(world).await;
        }
        _ => {
            postgres.signal("STOP").await;
            sleep(down).await;
            postgres.signal("CONT").await;
        }
    }
}

/// Waits until the database takes connections again.
async fn answers(world: &World) {
    let pool = &world.cluster.subject.pool;
    let probe = async || {
        sqlx::query("SELECT 1")
            .execute(pool)
            .await
            .map(|_| ())
            .map_err(|error| error.to_string())
    };
    let up = within(Duration::from_secs(30), probe, Result::is_ok).await;
    up.expect("it answers");
}
