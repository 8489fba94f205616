-- Listings leave out archived lists: the few that a person has are read once a listing.
CREATE INDEX lists_archived ON lists (user_id, id) WHERE archived;
