package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// changing measures from a change to the new page being served, with a small plan and with a
// hundred times as many milestones, by turns: so what else the machine does meets both alike. The
// large plan comes in a dozen files, as people would bring it; each costs what is in it.
func (b *bench) changing(ctx context.Context, small plan) (err error) {
	most := 200_000
	if b.quick {
		most = 20_000
	}
	began := time.Now()
	large, err := b.planOf(ctx, "large", most)
	if err != nil {
		return err
	}
	b.report.note(b.engine, fmt.Sprintf("import of %d milestones, for each second", most), float64(most)/time.Since(began).Seconds())
	for _, p := range []plan{small, large} {
		if err := b.settle(ctx, p.database); err != nil {
			return err
		}
	}
	var sides [2]*server
	for i, p := range []plan{small, large} {
		if sides[i], err = b.serve(ctx, p.database); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, sides[i].stop()) }()
	}
	b.report.note(b.engine, fmt.Sprintf("start to ready with %d milestones, in starts with %d", most, small.milestones), sides[1].ready.Seconds()/sides[0].ready.Seconds())
	began = time.Now()
	page, err := ask(ctx, sides[1].url+"/enti/"+organization, nil)
	if err != nil {
		return err
	}
	b.report.note(b.engine, fmt.Sprintf("first page after a start with %d milestones, which reads them all, s", most), time.Since(began).Seconds())
	b.report.note(b.engine, fmt.Sprintf("the page with %d milestones, identity, kB", most), float64(len(page.body))/1e3)
	writes, pages := [2][]time.Duration{}, [2][]time.Duration{}
	changes := 20 * b.load.rounds
	for n := range changes + 5 {
		for i, p := range []plan{small, large} {
			write, page, err := sides[i].change(ctx, p, n)
			if err != nil {
				return err
			}
			if n >= 5 { // the first read the plan
				writes[i], pages[i] = append(writes[i], write), append(pages[i], write+page)
			}
		}
	}
	seconds := func(d time.Duration) float64 { return d.Seconds() }
	b.report.ratio(b.engine, fmt.Sprintf("change to the new page, %d milestones in times of %d", most, small.milestones),
		median(pages[1], seconds)/median(pages[0], seconds), atMost(1.3))
	b.report.ratio(b.engine, "of that the write", median(writes[1], seconds)/median(writes[0], seconds), limit{})
	b.report.ratio(b.engine, "of that the page", (median(pages[1], seconds)-median(writes[1], seconds))/(median(pages[0], seconds)-median(writes[0], seconds)), limit{})
	resident, err := sides[1].resident()
	if err != nil {
		return err
	}
	b.report.note(b.engine, fmt.Sprintf("resident memory with %d milestones, MB", most), float64(resident)/1e6)
	return nil
}

// change reports on a milestone and asks for the page, which must be a new one.
func (s *server) change(ctx context.Context, p plan, n int) (write, page time.Duration, err error) {
	each := p.milestones / objectives
	url := fmt.Sprintf("%s/api/v1/organizations/%s/milestones/OB-%d.%d/updates", s.url, organization, 1000+n*7%objectives, 1+n%each)
	before, err := ask(ctx, s.url+"/enti/"+organization, nil)
	if err != nil {
		return 0, 0, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(fmt.Appendf(nil, `{"percent":%d,"note":"giro %d"}`, 1+n%98, n)))
	if err != nil {
		return 0, 0, err
	}
	r.Header = http.Header{"Authorization": {"Bearer " + p.token}, "Content-Type": {"application/json"}, "If-Match": {"*"}}
	began := time.Now()
	answered, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, 0, err
	}
	said, err := io.ReadAll(answered.Body)
	if err := errors.Join(err, answered.Body.Close()); err != nil {
		return 0, 0, err
	}
	write = time.Since(began)
	if answered.StatusCode != http.StatusCreated {
		return 0, 0, fmt.Errorf("%s answered %s: %s", url, answered.Status, said)
	}
	began = time.Now()
	after, err := ask(ctx, s.url+"/enti/"+organization, nil)
	page = time.Since(began)
	if err == nil && after.header.Get("ETag") == before.header.Get("ETag") {
		err = errors.New("the page is the one from before the change")
	}
	return write, page, err
}
