"""Write a finished audit as HTML, spreadsheet, CSV and JSON."""
