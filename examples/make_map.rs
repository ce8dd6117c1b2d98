//! Makes `config/map/land.txt` from the land polygons of Natural Earth 1:110m (public domain), in the `TopoJSON` form of
//! the npm package `world-atlas` (`countries-110m.json`):
//!
//! ```sh
//! cargo run --example make_map -- countries-110m.json > config/map/land.txt
//! ```
//!
//! One line per degree of latitude, from 84° north to 57° south; in each, lengths of sea, land, sea, … in degrees.

#![allow(clippy::print_stdout, reason = "the map goes to stdout")]

use std::error::Error;

use serde_json::Value;

/// Rows from north to south: those of the middle of each degree.
const NORTH: i32 = 84;
const SOUTH: i32 = -57;

type Ring = Vec<(f64, f64)>;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("name the map file")?;
    let atlas: Value = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    let rings = rings(&atlas);
    println!("# Land by degree, Natural Earth 1:110m (public domain). Made by examples/make_map.rs; do not edit.");
    println!(
        "# From {NORTH} north to {} south, one line a degree: degrees of sea, land, sea, … from 180 west.",
        -SOUTH
    );
    for south in (SOUTH..NORTH).rev() {
        let lat = f64::from(south) + 0.5;
        let row: Vec<bool> = (-180..180).map(|west| is_land(&rings, f64::from(west) + 0.5, lat)).collect();
        println!("{}", lengths(&row));
    }
    Ok(())
}

/// The outlines of all land, holes included.
fn rings(atlas: &Value) -> Vec<Ring> {
    let arcs = arcs(atlas);
    let land = atlas.pointer("/objects/land/geometries").and_then(Value::as_array).into_iter().flatten();
    let polygons = land.flat_map(|geometry| geometry["arcs"].as_array().into_iter().flatten());
    let outlines = polygons.flat_map(|polygon| polygon.as_array().into_iter().flatten());
    outlines.map(|outline| unroll(ring(&arcs, outline))).collect()
}

/// An arc is a list of steps in whole units of the atlas's scale.
fn arcs(atlas: &Value) -> Vec<Ring> {
    let number = |pointer: &str| atlas.pointer(pointer).and_then(Value::as_f64).unwrap_or_default();
    let scale = (number("/transform/scale/0"), number("/transform/scale/1"));
    let origin = (number("/transform/translate/0"), number("/transform/translate/1"));
    let arcs = atlas["arcs"].as_array().into_iter().flatten();
    arcs.map(|arc| {
        let steps = arc.as_array().into_iter().flatten();
        let places = steps.scan((0.0, 0.0), |at, step| {
            at.0 += step[0].as_f64()?;
            at.1 += step[1].as_f64()?;
            Some((at.0 * scale.0 + origin.0, at.1 * scale.1 + origin.1))
        });
        places.collect()
    })
    .collect()
}

/// A ring is a list of arcs; a negative number is the arc of its complement, backwards.
fn ring(arcs: &[Ring], outline: &Value) -> Ring {
    let numbers = outline.as_array().into_iter().flatten().filter_map(Value::as_i64);
    numbers
        .flat_map(|number| {
            let index = usize::try_from(if number < 0 { !number } else { number }).unwrap_or_default();
            let mut arc = arcs.get(index).cloned().unwrap_or_default();
            if number < 0 {
                arc.reverse();
            }
            arc
        })
        .collect()
}

/// Whether an odd number of outlines go round the place; one that crosses the date line may hold it a turn away.
fn is_land(rings: &[Ring], lon: f64, lat: f64) -> bool {
    let holds = |ring: &&Ring| [lon - 360.0, lon, lon + 360.0].into_iter().any(|lon| goes_round(ring, lon, lat));
    rings.iter().filter(holds).count() % 2 == 1
}

/// Even-odd rule: an eastward ray crosses the outline an odd number of times.
fn goes_round(ring: &Ring, lon: f64, lat: f64) -> bool {
    let edges = ring.iter().zip(ring.iter().cycle().skip(1));
    let crossed = |(a, b): &(&(f64, f64), &(f64, f64))| {
        (a.1 > lat) != (b.1 > lat) && lon < (b.0 - a.0) * (lat - a.1) / (b.1 - a.1) + a.0
    };
    edges.filter(crossed).count() % 2 == 1
}

/// Takes the jumps at the date line out, so that an outline is in one piece.
fn unroll(mut ring: Ring) -> Ring {
    let mut before = ring.first().map_or(0.0, |place| place.0);
    for place in &mut ring {
        while place.0 - before > 180.0 {
            place.0 -= 360.0;
        }
        while before - place.0 > 180.0 {
            place.0 += 360.0;
        }
        before = place.0;
    }
    ring
}

fn lengths(row: &[bool]) -> String {
    let mut runs = vec![0_u32];
    let mut land = false;
    for cell in row {
        if *cell != land {
            runs.push(0);
            land = *cell;
        }
        if let Some(last) = runs.last_mut() {
            *last += 1;
        }
    }
    runs.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}
