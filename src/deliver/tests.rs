//! Sending over loopback, schedules, routes.

use std::sync::{Arc, Mutex};

use base64::Engine as _;
use rstest::rstest;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::routes::{Matter, deliveries, escalations, matching};
use super::schedule::{Next, after_failure, not_before};
use super::{Courier, SendError};
use crate::domain::asset::{Asset, AssetKind, Confidence, Locus, Precision, Role};
use crate::domain::country::CountryCode;
use crate::domain::delivery::{
    Acknowledgement, Attachment, Channel, Delivery, DeliveryState, Parcel, QuietHours, Recipient, Route,
};
use crate::domain::hazard::Hazard;
use crate::domain::id::{AssetId, NoticeId, Person, RecipientId, Sector};
use crate::domain::level::Level;
use crate::domain::notice::Notice;
use crate::domain::outgoing::{Encryption, MailServer, Outgoing, Secret};
use crate::domain::time::{self, Timestamp};
use crate::domain::words::{Lang, LocalText};

fn now() -> Timestamp {
    time::parse("2026-11-22T08:00:00Z").unwrap()
}

fn shipped() -> Outgoing {
    toml::from_str(include_str!("../../config/deliver.toml")).unwrap()
}

fn courier(mail_port: Option<u16>) -> Courier {
    let mail = mail_port.map(|port| MailServer {
        host: "127.0.0.1".into(),
        port: Some(port),
        encryption: Encryption::None,
        from: "Duty desk <desk@fenghuo.example>".into(),
        user: None,
        password: None,
    });
    Courier::new(&Outgoing { mail, webhook_secret: Some(Secret::new("it is a secret")), ..shipped() }).unwrap()
}

fn delivery(channel: Channel) -> Delivery {
    let (notice, recipient) = (NoticeId::new("N-2026-0007"), RecipientId::new("paton"));
    Delivery {
        key: Delivery::key_of(&notice, &recipient, &channel),
        notice,
        level: Level::Orange,
        recipient,
        channel,
        parcel: Parcel {
            subject: "关于乌克兰的橙色风险预警通报\r\nBcc: all@b.example".into(),
            name: "N-2026-0007.txt".into(),
            media: "application/json".into(),
            body: "{\"id\":\"N-2026-0007\"}".into(),
            attachments: vec![Attachment {
                name: "N-2026-0007.docx".into(),
                media: "application/octet-stream".into(),
                base64: base64::engine::general_purpose::STANDARD.encode(b"PK"),
            }],
        },
        queued: now(),
        state: DeliveryState::Waiting,
        attempts: 0,
        next_try: Some(now()),
        sent: None,
        error: None,
        acknowledge_by: Some(now() + chrono::TimeDelta::minutes(30)),
        acknowledged: None,
        exercise: false,
    }
}

fn hook(url: &str) -> Delivery {
    delivery(Channel::Webhook { url: url.to_owned() })
}

fn value(request: &Request, name: &str) -> String {
    request.headers.get(name).unwrap().to_str().unwrap().to_owned()
}

#[tokio::test]
async fn every_try_carries_the_same_key_and_body() {
    let server = MockServer::start().await;
    Mock::given(method("POST")).respond_with(ResponseTemplate::new(503)).up_to_n_times(1).mount(&server).await;
    Mock::given(method("POST")).respond_with(ResponseTemplate::new(204)).mount(&server).await;
    let (courier, delivery) = (courier(None), hook(&server.uri()));
    assert!(courier.send(&delivery, now()).await.is_err());
    courier.send(&delivery, now() + chrono::TimeDelta::seconds(5)).await.unwrap();
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 2);
    assert_eq!(value(&requests[0], "Idempotency-Key"), delivery.key);
    assert_eq!(value(&requests[1], "Idempotency-Key"), delivery.key);
    assert_eq!(requests[0].body, requests[1].body);
}

#[tokio::test]
async fn the_signature_is_over_moment_and_body() {
    let server = MockServer::start().await;
    // printf '1795334400.{"id":"N-2026-0007"}' | openssl dgst -sha256 -hmac 'it is a secret'
    let signature = "t=1795334400,v1=c4f42aa8b2db9c36596a946203a485747198556ef121fb57c7d7cfc9ec421a81";
    Mock::given(method("POST")).respond_with(ResponseTemplate::new(200)).mount(&server).await;
    courier(None).send(&hook(&server.uri()), now()).await.unwrap();
    let requests = server.received_requests().await.unwrap();
    assert_eq!(value(&requests[0], "X-Fenghuo-Signature"), signature);
}

#[rstest]
#[case(200, true, false)]
#[case(202, true, false)]
#[case(302, false, false)]
#[case(401, false, false)]
#[case(404, false, false)]
#[case(410, false, true)]
#[case(413, false, true)]
#[case(429, false, false)]
#[case(500, false, false)]
#[tokio::test]
async fn an_answer_says_whether_to_try_again(#[case] status: u16, #[case] taken: bool, #[case] is_final: bool) {
    let server = MockServer::start().await;
    let elsewhere = format!("{}/elsewhere", server.uri());
    let answer = ResponseTemplate::new(status).insert_header("Location", elsewhere.as_str());
    Mock::given(method("POST")).respond_with(answer).mount(&server).await;
    let sent = courier(None).send(&hook(&server.uri()), now()).await;
    assert_eq!(sent.is_ok(), taken, "{sent:?}");
    assert_eq!(sent.is_err_and(|error| error.is_final()), is_final);
    assert_eq!(server.received_requests().await.unwrap().len(), 1, "a redirect is not followed");
}

#[tokio::test]
async fn a_server_that_asks_to_wait_is_heard_and_its_path_is_not_printed() {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(429).insert_header("Retry-After", "90");
    Mock::given(method("POST")).respond_with(answer).mount(&server).await;
    let error = courier(None).send(&hook(&format!("{}/hook?token=abc", server.uri())), now()).await.unwrap_err();
    assert_eq!(error, SendError::Busy { to: server.uri(), status: 429, wait: Some(90) });
}

#[tokio::test]
async fn nobody_at_home_is_tried_again() {
    let port = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap().port()
    };
    let error = courier(None).send(&hook(&format!("http://127.0.0.1:{port}/")), now()).await.unwrap_err();
    assert!(matches!(&error, SendError::Unreachable { .. }) && !error.is_final(), "{error}");
}

#[rstest]
#[case("ftp://127.0.0.1/")]
#[case("not an address")]
#[tokio::test]
async fn what_is_no_web_address_is_final(#[case] url: &str) {
    let error = courier(None).send(&hook(url), now()).await.unwrap_err();
    assert_eq!(error, SendError::BadAddress(url.into()));
    assert!(error.is_final());
}

/// A mail server for one message that answers RCPT as told; gives what it was sent.
async fn mail_server(rcpt: &'static str) -> (u16, Arc<Mutex<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let received = Arc::new(Mutex::new(String::new()));
    let copy = Arc::clone(&received);
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        take_mail(stream, rcpt, &copy).await;
    });
    (port, received)
}

async fn take_mail(stream: TcpStream, rcpt: &str, received: &Mutex<String>) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 mock\r\n").await.unwrap();
    let mut in_data = false;
    while let Ok(Some(line)) = lines.next_line().await {
        if in_data {
            in_data = line != ".";
            received.lock().unwrap().extend([line.as_str(), "\n"]);
            if in_data {
                continue;
            }
        }
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        let answer = match verb.as_str() {
            "DATA" => "354 go on",
            "RCPT" => rcpt,
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        in_data = verb == "DATA";
        write.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
    }
}

fn letter() -> Delivery {
    delivery(Channel::Email { to: "Paton <duty@paton.example>".into() })
}

#[tokio::test]
async fn a_letter_has_a_fixed_id_and_no_header_of_the_writers_choice() {
    let (port, received) = mail_server("250 ok").await;
    courier(Some(port)).send(&letter(), now()).await.unwrap();
    let text = received.lock().unwrap().clone();
    let key = letter().key;
    assert!(text.contains(&format!("Message-ID: <{key}@fenghuo.example>")), "{text}");
    assert!(text.contains("Date: Sun, 22 Nov 2026 08:00:00 +0000"), "{text}");
    assert!(text.contains("filename=\"N-2026-0007.docx\""), "{text}");
    let headers = text.split("\n\n").next().unwrap();
    assert!(!headers.lines().any(|line| line.to_lowercase().starts_with("bcc:")), "{headers}");
}

#[rstest]
#[case("451 later", false)]
#[case("535 who are you", false)]
#[case("550 no such user", true)]
#[tokio::test]
async fn a_mail_server_says_whether_to_try_again(#[case] rcpt: &'static str, #[case] is_final: bool) {
    let (port, _) = mail_server(rcpt).await;
    let error = courier(Some(port)).send(&letter(), now()).await.unwrap_err();
    assert_eq!(error.is_final(), is_final, "{error}");
}

#[tokio::test]
async fn e_mail_without_a_server_waits_for_one() {
    let error = courier(None).send(&letter(), now()).await.unwrap_err();
    assert_eq!((error.is_final(), error), (false, SendError::NoMailServer));
}

#[tokio::test]
async fn files_are_written_once_and_never_over_others() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("out");
    let first = delivery(Channel::File { folder: folder.display().to_string() });
    let mut other = first.clone();
    other.key = "other".into();
    other.parcel.body = "in another language".into();
    for delivery in [&first, &first, &other, &other] {
        courier(None).send(delivery, now()).await.unwrap();
    }
    let mut names: Vec<_> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["N-2026-0007.docx", "N-2026-0007.txt", "other-N-2026-0007.txt"]);
    assert_eq!(std::fs::read_to_string(folder.join("N-2026-0007.txt")).unwrap(), first.parcel.body);
}

#[rstest]
#[case("../evil.txt")]
#[case("/etc/evil")]
#[case("a\\b")]
#[case("")]
#[tokio::test]
async fn a_file_name_cannot_leave_the_folder(#[case] name: &str) {
    let home = tempfile::tempdir().unwrap();
    let mut delivery = delivery(Channel::File { folder: home.path().join("out").display().to_string() });
    delivery.parcel.name = name.into();
    let error = courier(None).send(&delivery, now()).await.unwrap_err();
    assert!(matches!(error, SendError::BadParcel { .. }), "{error}");
}

fn seconds_until(next: Next) -> Option<f64> {
    next.at().map(|at| (at - now()).as_seconds_f64())
}

#[rstest]
#[case(0, 1.0, Some(5.0))]
#[case(0, 0.0, Some(2.5))]
#[case(3, 1.0, Some(40.0))]
#[case(30, 1.0, Some(3600.0))]
#[case(31, 1.0, None)]
fn pauses_double_up_to_the_longest_and_then_it_is_given_up(
    #[case] attempts: u32,
    #[case] jitter: f64,
    #[case] wanted: Option<f64>,
) {
    let delivery = Delivery { attempts, ..hook("http://a.example/") };
    let error = SendError::Busy { to: "a".into(), status: 503, wait: None };
    assert_eq!(seconds_until(after_failure(&delivery, &error, &shipped().retry, now(), jitter)), wanted);
}

#[test]
fn a_wait_that_is_asked_for_is_kept_but_not_for_ever() {
    let busy = |wait| SendError::Busy { to: "a".into(), status: 429, wait: Some(wait) };
    let next =
        |wait| seconds_until(after_failure(&hook("http://a.example/"), &busy(wait), &shipped().retry, now(), 1.0));
    assert_eq!(next(90), Some(90.0));
    assert_eq!(next(1), Some(5.0));
    assert_eq!(next(10_000_000), Some(3600.0));
}

#[test]
fn what_is_refused_is_not_tried_again() {
    let refused = SendError::Refused { to: "a".into(), status: 410 };
    let next = after_failure(&hook("http://a.example/"), &refused, &shipped().retry, now(), 1.0);
    assert_eq!(next, Next::Never);
}

fn recipient(id: &str, escalate_to: Option<&str>) -> Recipient {
    Recipient {
        id: RecipientId::new(id),
        name: LocalText::default(),
        lang: Lang::En,
        channels: vec![Channel::Email { to: format!("{id}@b.example") }, Channel::File { folder: "out".into() }],
        escalate_to: escalate_to.map(RecipientId::new),
        quiet: Some(QuietHours { from: 22 * 60, until: 7 * 60 }),
    }
}

#[rstest]
// 16:00 in Beijing.
#[case("2026-11-22T08:00:00Z", Level::Orange, "2026-11-22T08:00:00Z")]
// 23:30 in Beijing: until 07:00.
#[case("2026-11-22T15:30:20Z", Level::Orange, "2026-11-22T23:00:00Z")]
// 06:59 in Beijing.
#[case("2026-11-22T22:59:00Z", Level::Blue, "2026-11-22T23:00:00Z")]
#[case("2026-11-22T23:00:00Z", Level::Blue, "2026-11-22T23:00:00Z")]
#[case("2026-11-22T15:30:20Z", Level::Red, "2026-11-22T15:30:20Z")]
fn quiet_hours_hold_everything_but_red(#[case] now: &str, #[case] level: Level, #[case] wanted: &str) {
    let [now, wanted] = [now, wanted].map(|text| time::parse(text).unwrap());
    assert_eq!(not_before(&recipient("paton", None), level, now), wanted);
}

fn notice() -> Notice {
    let text = serde_json::json!({ "en": "", "zh-Hans": "", "zh-Hant": "" });
    let content = serde_json::json!({
        "subject": text, "hazard": "armed_conflict", "level": "orange", "previous": "blue", "level_why": "",
        "onset": now(), "expires": now(), "countries": ["UA"], "area": text, "circle": null, "facts": [],
        "certainty": "likely", "certainty_value": 0.7, "families": 2, "unknowns": text, "assessment": text,
        "consulted": [], "watch": text, "measures": [], "instruments": text, "contacts": text,
        "exposed": [{ "asset": "yantai-paton", "name": text, "how": text, "impact": 61.0, "has": [], "lacks": [] }],
        "reply": text, "acknowledge_minutes": 30, "recipients": [], "copies": [], "rule": null, "model": "1",
        "sources": [], "remark": text
    });
    let notice = serde_json::json!({
        "id": "N-2026-0007", "series": "N-2026-0007", "kind": { "kind": "first" }, "refers_to": [],
        "document_number": null, "state": "issued", "secrecy": "internal", "content": content, "candidate": null,
        "incident": null, "issuer": null, "drafter": "li", "drafted": now(), "approved": null, "sent": null,
        "hash": null, "exercise": true, "made_up": false
    });
    serde_json::from_value(notice).unwrap()
}

fn registry() -> Vec<Asset> {
    let city = LocalText { en: "Yantai".into(), zh_hans: "烟台".into(), zh_hant: "煙臺".into() };
    let base = Locus {
        role: Role::Host,
        country: CountryCode::new("CN").unwrap(),
        city: Some(city),
        point: None,
        precision: Precision::City,
        confidence: Confidence::Verified,
        organisation: None,
    };
    let asset = |id: &str, sector: &str| Asset {
        id: AssetId::new(id),
        kind: AssetKind::Site,
        name: LocalText::default(),
        aliases: Vec::new(),
        sectors: vec![Sector::new(sector)],
        articles: Vec::new(),
        loci: vec![base.clone()],
        headcount: None,
        value_cny_m: None,
        instruments: Vec::new(),
        period: None,
        host_organisation: Some(format!("{id}-unit")),
        since: None,
        status: "named".into(),
    };
    vec![asset("yantai-paton", "welding"), asset("jinan-fibre", "fiber_sensing")]
}

fn route() -> Route {
    Route { name: "r".into(), recipients: vec![RecipientId::new("duty")], ..Route::default() }
}

#[rstest]
#[case(route(), true)]
#[case(Route { countries: vec![CountryCode::new("UA").unwrap()], ..route() }, true)]
#[case(Route { countries: vec![CountryCode::new("BY").unwrap()], ..route() }, false)]
#[case(Route { hazards: vec![Hazard::Ip, Hazard::ArmedConflict], ..route() }, true)]
#[case(Route { hazards: vec![Hazard::Ip], ..route() }, false)]
#[case(Route { min_level: Level::Orange, ..route() }, true)]
#[case(Route { min_level: Level::Red, ..route() }, false)]
#[case(Route { host_cities: vec!["烟台".into()], ..route() }, true)]
#[case(Route { host_cities: vec!["yantai".into()], ..route() }, true)]
#[case(Route { host_cities: vec!["Jinan".into()], ..route() }, false)]
#[case(Route { organisations: vec!["yantai-paton-unit".into()], ..route() }, true)]
#[case(Route { organisations: vec!["jinan-fibre-unit".into()], ..route() }, false)]
#[case(Route { sectors: vec![Sector::new("welding")], ..route() }, true)]
#[case(Route { sectors: vec![Sector::new("fiber_sensing")], ..route() }, false)]
fn a_route_leads_when_every_part_given_fits(#[case] route: Route, #[case] leads: bool) {
    let routes = [route];
    assert_eq!(matching(&routes, &Matter::of(&notice(), &registry())).len(), usize::from(leads));
}

#[test]
fn a_recipient_on_two_routes_is_hit_once_by_the_first() {
    let routes = [route(), Route { name: "second".into(), ..route() }];
    let notice = notice();
    let hits = matching(&routes, &Matter::of(&notice, &[]));
    assert_eq!(hits.iter().map(|hit| hit.route.name.as_str()).collect::<Vec<_>>(), ["r"]);
}

fn ledger(to: &Recipient) -> Vec<Delivery> {
    let parcel = hook("http://a.example/").parcel;
    deliveries(&notice(), to, now(), |_, _| parcel.clone())
}

#[test]
fn each_way_to_a_recipient_gets_its_own_delivery_with_the_clock_of_the_notice() {
    let ledger = ledger(&recipient("paton", None));
    let kinds: Vec<_> = ledger.iter().map(|delivery| delivery.channel.kind()).collect();
    assert_eq!(kinds, ["email", "file"]);
    assert_ne!(ledger[0].key, ledger[1].key);
    assert!(ledger.iter().all(|delivery| delivery.exercise));
    assert_eq!(ledger[0].acknowledge_by, Some(now() + chrono::TimeDelta::minutes(30)));
}

#[test]
fn silence_past_the_clock_goes_to_the_next_name_once() {
    let recipients = [recipient("duty", Some("head")), recipient("head", None)];
    let mut ledger = ledger(&recipients[0]);
    let told = |ledger: &[Delivery], minutes| {
        let at = now() + chrono::TimeDelta::minutes(minutes);
        escalations(ledger, &recipients, at).iter().map(|next| next.to.id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(told(&ledger, 30), [""; 0]);
    assert_eq!(told(&ledger, 31), ["head"]);
    let mut both = ledger.clone();
    both.push(Delivery { recipient: RecipientId::new("head"), ..ledger[0].clone() });
    assert_eq!(told(&both, 31), [""; 0]);
    ledger[1].acknowledged = Some(Acknowledgement { at: now(), by: Person::new("chen"), note: String::new() });
    assert_eq!(told(&ledger, 31), [""; 0], "a reply by one way counts for all");
}

#[test]
fn yellow_does_not_escalate() {
    let recipients = [recipient("duty", Some("head")), recipient("head", None)];
    let mut ledger = ledger(&recipients[0]);
    for delivery in &mut ledger {
        delivery.level = Level::Yellow;
    }
    assert_eq!(escalations(&ledger, &recipients, now() + chrono::TimeDelta::days(2)), []);
}

#[test]
fn a_secret_is_never_printed() {
    let shown = format!("{:?}", Secret::new("abc"));
    assert_eq!(shown, "***");
}
