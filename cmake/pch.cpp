// The unit that owns the precompiled header.
