// Package app wires the rooms together: the server, and an Installation for the
// commands. It is the one place where concrete types meet.
package app
