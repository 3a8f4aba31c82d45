package api

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strconv"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/problem"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Many milestones reported on with one request, as the table of the staff does: every
// item is a write of its own, all or nothing, and none is held up by another's refusal.

// NewUpdates are reports on several milestones.
type NewUpdates struct {
	Items plan.Opt[[]NewUpdateItem] `json:"items" minItems:"1" maxItems:"100" doc:"The reports, each on its own."`
}

// NewUpdateItem is a report on one of them.
type NewUpdateItem struct {
	Milestone plan.Opt[string]    `json:"milestone" maxLength:"38" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*\\.[1-9][0-9]{0,4}$" example:"OB-01.3" doc:"The milestone."`
	Revision  plan.Opt[int]       `json:"revision" format:"int64" minimum:"1" maximum:"9007199254740991" example:"1234" doc:"The milestone's revision as it was read, which stands for If-Match: where it is absent the item's status is 428, where it is out of date 412."`
	Update    plan.Opt[NewUpdate] `json:"update" doc:"What is reported."`
}

// UpdateResults tells what became of each report, in the order in which they were sent.
type UpdateResults struct {
	Results []UpdateResult `json:"results" minItems:"0" maxItems:"100" doc:"One for each item that was sent, in the same order."`
}

// UpdateResult is what became of one report: the update, or the problem.
type UpdateResult struct {
	Milestone *string  `json:"milestone" nullable:"true" maxLength:"38" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*\\.[1-9][0-9]{0,4}$" example:"OB-01.3" doc:"The milestone; null where the item named none."`
	Status    int      `json:"status" format:"int32" minimum:"200" maximum:"599" example:"201" doc:"The status that a request of its own would have had."`
	Update    *Update  `json:"update" doc:"What was recorded; null where the item was refused."`
	Problem   *Problem `json:"problem" doc:"Why it was refused; null where it was not. Locations are those of the item."`
}

type newUpdatesInput struct {
	InOrganization
	IdempotencyKey
}

const maxUpdateItems = MaxLimit

func (s *server) updateBatchOperations() {
	register(s, operation{
		method: http.MethodPost, path: "/organizations/{organization}/updates", id: "several-updates", tag: tagUpdates,
		title: "Report on several milestones", text: "Records an update of each of several milestones. Every item is a write of its own, all or nothing, and none is held up by another's refusal: the answer tells the status of each, as a request of its own would have had it. Repeated with the same Idempotency-Key, what was recorded is not recorded again and what was refused is tried again. For a contributor of the offices that own the milestones, the editor and the admin.",
		answer: UpdateResults{}, body: NewUpdates{},
	}, s.reportSeveral)
}

// reportItem is one item as it was read, or why it could not be.
type reportItem struct {
	body  NewUpdateItem
	err   error
	wrote tracker.Receipt
}

func (s *server) reportSeveral(ctx context.Context, in *newUpdatesInput) (reply, error) {
	if err := tracker.PermitAny(plan.ActorFrom(ctx), tracker.OpMilestoneReport, in.Organization); err != nil {
		return reply{}, err
	}
	raw, err := readBody(in.w, in.r, mediaJSON)
	if err != nil {
		return reply{}, err
	}
	items, err := readReportItems(raw)
	if err != nil {
		return reply{}, err
	}
	key, fingerprint, err := idempotency(in.r, raw)
	if err != nil {
		return reply{}, err
	}
	var last tracker.Receipt
	var away error
	for i := range items {
		item := &items[i]
		if item.err == nil {
			item.err = away
		}
		if item.err != nil {
			continue
		}
		each := ctx
		if key != "" {
			each = tracker.WithIdempotencyKey(ctx, "items-"+key+"-"+strconv.Itoa(i), fingerprint)
		}
		item.wrote, err = s.Tracker.ReportUpdate(each, item.command(in.Organization))
		item.err = inUpdate(err)
		if item.wrote.Revision > last.Revision {
			last = item.wrote
		}
		if plan.KindOf(item.err) == plan.KindUnavailable {
			away = item.err // each of those to come would wait as long, for the same answer
		}
	}
	v, err := s.after(ctx, in.Organization, last)
	if err != nil {
		return reply{}, err
	}
	results := UpdateResults{Results: make([]UpdateResult, len(items))}
	for i := range items {
		results.Results[i] = s.reportResult(ctx, v, &items[i])
	}
	rep := v.reply(v.Revision)
	rep.body = results
	return rep, nil
}

func (item *reportItem) command(organization string) tracker.ReportUpdate {
	revision := int64(item.body.Revision.Value)
	if revision < 1 {
		revision = neverCurrent
	}
	return tracker.ReportUpdate{
		Organization: organization, Milestone: item.body.Milestone.Value, IfRevision: revision, Report: item.body.Update.Value.report(),
	}
}

func (s *server) reportResult(ctx context.Context, v view, item *reportItem) UpdateResult {
	id := item.body.Milestone.Value
	var out UpdateResult
	if _, _, ok := plan.ParseMilestoneID(id); ok {
		out.Milestone = &id
	}
	if item.err == nil {
		if m, ok := v.Milestone(id); ok {
			if u, ok := updateIn(m, item.wrote.ID); ok {
				shown := v.update(u)
				out.Update, out.Status = &shown, http.StatusCreated
				return out
			}
		}
		item.err = vanished("milestone")
	}
	p := problem.Report(ctx, s.Log, item.err)
	out.Status, out.Problem = p.Status, problemOf(p)
	return out
}

// inUpdate names the fields of a refusal by their place in an item.
func inUpdate(err error) error {
	var refusal *plan.Error
	if !errors.As(err, &refusal) || len(refusal.Fields) == 0 {
		return err
	}
	moved := *refusal
	moved.Fields = slices.Clone(refusal.Fields)
	for i := range moved.Fields {
		moved.Fields[i].Location = at("update", moved.Fields[i].Location)
	}
	return &moved
}

// readReportItems reads the items one by one: what is wrong in one of them is told of it
// alone.
func readReportItems(raw []byte) ([]reportItem, error) {
	tree, err := parseJSON(raw)
	if err != nil {
		return nil, err
	}
	body, ok := tree.(map[string]any)
	if !ok {
		return nil, plan.Errorf(plan.KindMalformed, "the body must be a JSON object")
	}
	var p plan.Problems
	list, ok := body["items"].([]any)
	switch {
	case body["items"] == nil, ok && len(list) == 0:
		p.Add("items", "required", "is required")
	case !ok:
		p.Add("items", "type.list", "must be a list")
	case len(list) > maxUpdateItems:
		p.Add("items", "list.length", "has too many entries", maxUpdateItems)
	}
	d := decoder{problems: p}
	d.unknown("", body, map[string]bool{"items": true}, reflect.ValueOf(NewUpdates{}))
	if err := d.problems.Err(); err != nil {
		return nil, err
	}
	items := make([]reportItem, len(list))
	for i, value := range list {
		items[i].body, items[i].err = decodeTree[NewUpdateItem](value, nullEmpties)
		if items[i].err == nil {
			items[i].err = items[i].body.check()
		}
	}
	return items, nil
}

func (item NewUpdateItem) check() error {
	var p plan.Problems
	if item.Milestone.Value == "" {
		p.Add("milestone", "required", "is required")
	}
	if err := p.Err(); err != nil {
		return err
	}
	if !item.Revision.Set {
		return plan.Errorf(plan.KindPreconditionRequired,
			"send the revision of the milestone as you read it, so that nobody else's change is lost")
	}
	return nil
}
