//! Incidents × registry → impacts, standing, situation, levels, explanations. Pure.
