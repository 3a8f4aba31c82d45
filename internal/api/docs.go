package api

func (s *server) docsPage(document []byte) ([]byte, error) { return []byte("docs"), nil }
