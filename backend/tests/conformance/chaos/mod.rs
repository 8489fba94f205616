//! Everything at once, by a seed: people write, follow their stream and poll what changed, all through the frontend,
//! while backends, sidecars, the frontend, the broker and the database are killed and paused, the broker's disk is
//! filled, and poison is sent. At the end the books must balance. `make chaos` runs it for longer.

mod books;
mod elsewhere;
mod faults;
mod people;

use std::time::Duration;

use futures::future::join_all;
use rand::{SeedableRng as _, rngs::StdRng};
use tokio::{
    sync::watch,
    time::{Instant, sleep},
};

use crate::{
    cluster::{Cluster, Door, Replica, Setup},
    receiver::{Hook, Receiver},
    subject::Person,
};
use books::Report;
pub(crate) use elsewhere::the_books_balance_elsewhere;
use faults::Faults;
use people::{Told, Watched};

const PEOPLE: usize = 6;
/// How long a request may take to be answered, and everything to be consumed, once nothing is broken any more.
const SETTLED: Duration = Duration::from_mins(2);

/// A person's own program, which is told of everything by a webhook.
struct Listener {
    receiver: Receiver,
    hook: Hook,
}

impl Listener {
    async fn of(person: &Person) -> Self {
        let receiver = Receiver::start().await;
        let hook = Hook::to(&person.client, &receiver).await;
        Self { receiver, hook }
    }

    /// How many requests it got.
    fn heard(&self) -> usize {
        self.receiver.received().len()
    }
}

/// What is broken and mended.
struct World {
    cluster: Cluster,
    second: Replica,
    door: Door,
}

pub(crate) async fn the_books_balance_after_chaos() {
    let seed: u64 = setting("CHAOS_SEED", 1);
    let length = Duration::from_secs(setting("CHAOS_SECONDS", 20));
    let cluster = Cluster::start(Setup {
        small_disk: true,
        ..Setup::default()
    })
    .await;
    let second = cluster.second().await;
    let door = cluster.door(&[&cluster.replica, &second]).await;
    let url = door.url.clone();
    let people = (0..PEOPLE).map(|_| Person::registered(&cluster.subject.url));
    let people = join_all(people).await;
    let listeners = join_all(people.iter().map(Listener::of)).await;
    let mut world = World {
        cluster,
        second,
        door,
    };

    let (over, is_over) = watch::channel(false);
    let lives = people.iter().enumerate().map(|(number, person)| {
        let random = StdRng::seed_from_u64(seed ^ (number as u64 + 1));
        live(person, &url, random, is_over.clone())
    });
    let chaos = async {
        let mut faults = Faults::new(seed);
        let end = Instant::now() + length;
        while Instant::now() < end {
            sleep(faults.pause()).await;
            faults.strike(&mut world, &people).await;
        }
        over.send_replace(true);
        faults
    };
    let (lives, faults) = futures::join!(join_all(lives), chaos);
    let mended = Instant::now();
    let pool = &world.cluster.subject.pool;
    for (index, (told, seen)) in lives.iter().enumerate() {
        books::balance(pool, &people[index], told, seen).await;
        books::all_was_sent(pool, &listeners[index], told).await;
    }
    books::only_poison_is_dead(&world.cluster.subject, faults.poison()).await;
    let told: Vec<_> = lives.iter().map(|(told, _)| told).collect();
    let sent = listeners.iter().map(Listener::heard).sum();
    let report = Report::new(seed, length, &told, &lives, sent, &faults, mended.elapsed());
    report.tell();
    world.door.stop().await;
    world.second.stop().await;
    world.cluster.end(false).await;
}

/// A person writes; beside that, one window follows their stream and another asks what changed.
async fn live(
    person: &Person,
    url: &str,
    random: StdRng,
    over: watch::Receiver<bool>,
) -> (Told, [Watched; 2]) {
    let client = person.through(url);
    // The seq of the last change, once it is known.
    let (last, is_last) = watch::channel(None);
    let writes = async {
        let told = people::write(&client, random, over).await;
        last.send_replace(Some(told.changes()));
        told
    };
    let (told, stream, polled) = futures::join!(
        writes,
        people::follow(&client, is_last.clone()),
        people::poll(&client, is_last.clone()),
    );
    (told, [stream, polled])
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect("a number"))
}
