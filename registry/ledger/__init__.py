"""What people send in becomes clean rows and findings: files, headings, values, coordinates, rules."""
