"""The shared pages of all benefits, told with dibao: they stand above every programme, so their stories do too."""
