//! What lets work in the background give way to whoever sits in front of the screen.

/// Makes the thread that calls it, and those it starts later, give way to the others of this process, where the system
/// counts that by thread; elsewhere nothing happens.
pub fn give_way() {
    #[cfg(target_os = "linux")]
    // Without it all is done as well, only keys wait longer.
    rustix::process::nice(STEPS).ok();
}

/// How far: at ten steps the other side gets nine tenths of a processor that both want.
#[cfg(target_os = "linux")]
const STEPS: i32 = 10;
