package markup

import (
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"text/template/parse"
)

// Pages are templates with a layout and parts that they share, one file each. Every page
// defines what the shared ones leave to it ("main") and may define parts of its own; what two
// pages define under one name is two things. It is safe for use by several goroutines.
//
// They are all of one set: what is shared is kept, and escaped, once. A set of its own for every
// page, a clone of what is shared, took half of the memory of an idle program.
type Pages struct {
	set *template.Template
	// own are the names in the set of a page's own templates, by page and by the name in its
	// file.
	own map[string]map[string]string
}

// ParsePages reads the shared templates and then every file of the folders as a page.
func ParsePages(files fs.FS, functions template.FuncMap, shared string, folders ...string) (*Pages, error) {
	common, err := template.New("").Funcs(functions).ParseFS(files, shared)
	if err != nil {
		return nil, err
	}
	p := &Pages{set: template.New("").Funcs(functions), own: map[string]map[string]string{}}
	trees := treesOf(common)
	for name, tree := range trees {
		if _, err := p.set.AddParseTree(name, tree); err != nil {
			return nil, err
		}
	}
	for _, folder := range folders {
		names, err := fs.Glob(files, folder+"/*.html")
		if err != nil {
			return nil, err
		}
		if len(names) == 0 {
			return nil, fmt.Errorf("no templates in %s", folder)
		}
		for _, name := range names {
			page, err := template.New("").Funcs(functions).ParseFS(files, name)
			if err != nil {
				return nil, err
			}
			if err := p.add(strings.TrimSuffix(path.Base(name), ".html"), trees, treesOf(page)); err != nil {
				return nil, err
			}
		}
	}
	return p, nil
}

// treesOf are the templates by name, without those that the files themselves are: what is in
// them beside definitions.
func treesOf(set *template.Template) map[string]*parse.Tree {
	trees := map[string]*parse.Tree{}
	for _, t := range set.Templates() {
		if t.Tree != nil && path.Ext(t.Name()) != ".html" {
			trees[t.Name()] = t.Tree
		}
	}
	return trees
}

// add puts a page's templates into the set under names of their own, and beside them a copy of
// those shared ones that lead to them.
func (p *Pages) add(page string, shared, own map[string]*parse.Tree) error {
	if p.own[page] != nil {
		return fmt.Errorf("two pages are called %q", page)
	}
	names := map[string]string{}
	for name := range own {
		names[name] = page + ":" + name
	}
	for again := true; again; {
		again = false
		for name, tree := range shared {
			if names[name] == "" && slices.ContainsFunc(callsIn(tree.Root), func(n *parse.TemplateNode) bool { return names[n.Name] != "" }) {
				names[name], again = page+":"+name, true
			}
		}
	}
	for name, unique := range names {
		tree := own[name]
		if tree == nil {
			tree = shared[name].Copy()
		}
		for _, call := range callsIn(tree.Root) {
			if to := names[call.Name]; to != "" {
				call.Name = to
			}
		}
		if _, err := p.set.AddParseTree(unique, tree); err != nil {
			return err
		}
	}
	p.own[page] = names
	return nil
}

// Execute writes a page, or a part of one: a template as its file calls it.
func (p *Pages) Execute(w io.Writer, page, part string, data any) error {
	own, ok := p.own[page]
	if !ok {
		return fmt.Errorf("no page %q", page)
	}
	name := own[part]
	if name == "" {
		name = part
	}
	return p.set.ExecuteTemplate(w, name, data)
}

// callsIn lists the calls of other templates below a node.
func callsIn(node parse.Node) []*parse.TemplateNode {
	var calls []*parse.TemplateNode
	walk(node, func(n parse.Node) {
		if call, ok := n.(*parse.TemplateNode); ok {
			calls = append(calls, call)
		}
	})
	return calls
}

// walk visits a node and all below it.
func walk(node parse.Node, visit func(parse.Node)) {
	visit(node)
	lists := func(nodes ...*parse.ListNode) {
		for _, n := range nodes {
			if n != nil {
				walk(n, visit)
			}
		}
	}
	branch := func(n *parse.BranchNode) {
		walk(n.Pipe, visit)
		lists(n.List, n.ElseList)
	}
	switch n := node.(type) {
	case *parse.ListNode:
		for _, child := range n.Nodes {
			walk(child, visit)
		}
	case *parse.ActionNode:
		walk(n.Pipe, visit)
	case *parse.TemplateNode:
		if n.Pipe != nil {
			walk(n.Pipe, visit)
		}
	case *parse.PipeNode:
		for _, command := range n.Cmds {
			walk(command, visit)
		}
	case *parse.CommandNode:
		for _, arg := range n.Args {
			walk(arg, visit)
		}
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	}
}
