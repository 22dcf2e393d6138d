"""Work that outlives a request: queued, leased by one worker, resumed after a restart."""
