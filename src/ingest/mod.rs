//! Schedule → fetch → parse → clean. The only inbound network. Knows feeds, not their meaning.
