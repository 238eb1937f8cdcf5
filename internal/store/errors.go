package store

import "errors"

// Errors that callers tell apart. All else is the database's trouble.
var (
	ErrNotFound = errors.New("not found")                                             // no such row (any more)
	ErrChanged  = errors.New("changed by somebody else meanwhile")                    // a version does not match
	ErrExists   = errors.New("already there")                                         // a name or address is taken
	ErrNewer    = errors.New("the database was written by a newer version of xunpan") // its tables are of a later version
)
