"""录入的参数: values entered by one person and approved by another, beside those that the declarations bring."""
