//! A port that a set-up publishes and another one holds: told with its holder before anything is made.

use std::net::TcpListener;

use crate::fault_test::{Engine, ID, exercise};

#[test]
fn f4_a_port_that_others_hold_is_told_and_left_alone() {
    let Some(engine) = Engine::up() else { return };
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let house = engine.house();
    let needs = format!(
        "needs = [\"docker\"]\nimages = [\"busybox:1.37\"]\n\n[[setup]]\nvolume = {{ name = \"port-notes\" }}\n\n[[setup]]\n\
         container = {{ name = \"port-web\", image = \"busybox:1.37\", command = [\"sleep\", \"600\"], ports = [\"127.0.0.1:{free}:80\"] }}"
    );
    let course = exercise(&house, &needs);
    let run =
        |more: &[&str]| house.run(&course.iter().map(String::as_str).chain(more.iter().copied()).collect::<Vec<_>>());
    let made = || {
        engine.docker(&["ps", "--all", "--format", "{{.Names}}"]).out + &engine.docker(&["volume", "ls", "--quiet"]).out
    };
    let publish = format!("127.0.0.1:{free}:80");
    let holder = ["run", "--detach", "--name", "holder", "--publish", &publish, "busybox:1.37", "sleep", "600"];
    assert_eq!(engine.docker(&holder).code, Some(0));
    let taken = run(&["start", ID]);
    assert_eq!(taken.code, Some(1), "{taken:#?}");
    assert!(taken.err.contains(&format!("`{free}` (the container `holder`)")), "{taken:#?}");
    assert!(run(&["--lang", "zh-cn", "start", ID]).err.contains("容器 `holder`"));
    assert_eq!(made().trim(), "holder", "nothing has been made, and nothing of others removed");
    assert!(!house.workspace(ID).exists());

    engine.docker(&["rm", "--force", "holder"]);
    let program = TcpListener::bind(("127.0.0.1", free)).unwrap();
    let taken = run(&["start", ID]);
    assert_eq!(taken.code, Some(1), "{taken:#?}");
    assert!(taken.err.contains(&format!("`{free}` (another program")), "{taken:#?}");
    drop(program);
    assert_eq!(run(&["start", ID]).code, Some(0));
    assert_eq!(run(&["stop", "--yes", ID]).code, Some(0));
    assert_eq!(made(), "");
}
