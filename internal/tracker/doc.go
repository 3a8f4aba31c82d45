// Package tracker holds the use cases of Traguardi: the only code that changes a plan.
//
// Every write goes through Tracker.change, which does, in one transaction: raise the
// organization's revision (so that its writers take turns), ask the policy, apply the
// rules, write the change with its history, and append the audit entry. Effects
// outside the database happen after the commit.
//
// Who acts is taken from the context (plan.ActorFrom). Refusals are *plan.Error; any
// other error is the machinery's and must not be shown.
package tracker
